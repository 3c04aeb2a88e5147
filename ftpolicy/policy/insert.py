"""A waiver put into the text of a policy: comments, order and quoting of the rest stay.

Each way to write it is tried and read back; one that changes anything else is given up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from ftpolicy.model.finding import Waiver
from ftpolicy.model.regex import regex
from ftpolicy.model.source import MapNode, Node, Unparsed
from ftpolicy.parse.plain import Plain, plain
from ftpolicy.parse.quote import quoted
from ftpolicy.parse.toml_text import parse_toml
from ftpolicy.parse.yaml_text import compose

_TABLE = regex(r"^[ \t]*\[", re.MULTILINE)
_OURS = regex(r"^[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*ftpolicy\b", re.MULTILINE)
_MOST_BRACKETS = 500
_MARK = "\ufeff"


def into_yaml(text: str, waiver: Waiver) -> str | None:
    """The text of `.ftpolicy.yaml` with the waiver; None when no way was found."""
    mark, bare = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    before = _yaml_value(bare)
    if before is None or not isinstance(before.get("waivers", []), list):
        return None
    wanted = _added(before, waiver)
    found = (it for it in _yaml_trials(bare, waiver) if _yaml_value(it) == wanted)
    return next((mark + it for it in found), None)


def into_toml(text: str, waiver: Waiver) -> str | None:
    """The text of pyproject.toml with the waiver in `[tool.ftpolicy]`; None when no way was."""
    before = _toml_value(text)
    if before is None:
        return None
    tool = before.get("tool")
    ours = tool.get("ftpolicy") if isinstance(tool, dict) else None
    if not isinstance(tool, dict) or not isinstance(ours, dict):
        return None
    wanted = {**before, "tool": {**tool, "ftpolicy": _added(ours, waiver)}}
    return next((it for it in _toml_trials(text, waiver) if _toml_value(it) == wanted), None)


def fields(waiver: Waiver) -> tuple[tuple[str, str], ...]:
    """The parts of a waiver as YAML and TOML write them."""
    return (
        ("rule", waiver.rule),
        ("paths", f"[{', '.join(map(quoted, waiver.paths))}]"),
        ("reason", quoted(waiver.reason)),
        ("owner", quoted(waiver.owner)),
        ("expires", waiver.expires),
    )


def _added(policy: dict[str, Plain], waiver: Waiver) -> dict[str, Plain]:
    waivers = policy.get("waivers")
    new: dict[str, Plain] = {
        "rule": waiver.rule,
        "paths": list(waiver.paths),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires,
    }
    return {**policy, "waivers": [*(waivers if isinstance(waivers, list) else ()), new]}


def _yaml_value(text: str) -> dict[str, Plain] | None:
    """The policy that a text states; None for a text that states none, or more than one."""
    composed = compose(text)
    if isinstance(composed, Unparsed) or len(composed.documents) > 1:
        return None
    return _mapping(composed.documents[0] if composed.documents else MapNode((), 1, 1))


def _toml_value(text: str) -> dict[str, Plain] | None:
    parsed = parse_toml(text)
    return None if isinstance(parsed, Unparsed) else _mapping(parsed.documents[0])


def _mapping(node: Node) -> dict[str, Plain] | None:
    value = plain(node)
    if value is None or value == "":
        return {}
    return value if isinstance(value, dict) else None


def _yaml_trials(text: str, waiver: Waiver) -> Iterator[str]:
    """Ways to add the waiver, the one that looks best first."""
    end = _line_end(text)
    try:
        root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:  # this loader is stricter with tabs than the one in C
        return
    braces = "{" + ", ".join(f"{key}: {value}" for key, value in fields(waiver)) + "}"
    if not isinstance(root, yaml.MappingNode):
        yield _after(text, len(text), ("waivers:", *_item(waiver, 2)), end)
        return
    own = next((value for key, value in root.value if key.value == "waivers"), None)
    if own is not None:
        yield from _to_list(text, own, waiver, braces, end)
    elif root.flow_style:
        at = _end_of(root.value[-1][1]) if root.value else root.end_mark.index - 1
        yield f"{text[:at]}{', ' if root.value else ''}waivers: [{braces}]{text[at:]}"
    else:
        indent = root.start_mark.column
        lines = tuple(" " * indent + line for line in ("waivers:", *_item(waiver, 2)))
        yield _after(text, len(text), lines, end)
        yield _after(text, _end_of(root), lines, end)


def _to_list(text: str, own: Any, waiver: Waiver, braces: str, end: str) -> Iterator[str]:
    """Ways to add to a `waivers` key that is there."""
    start, stop = own.start_mark.index, own.end_mark.index
    if not isinstance(own, yaml.SequenceNode):
        yield _after(text, start, _item(waiver, 2 + _indent(text, start)), end)
        yield f"{text[:start]}[{braces}]{text[stop:]}"
        return
    if not own.value:
        yield f"{text[: stop - 1]}{braces}{text[stop - 1 :]}"
        return
    last = own.value[-1]
    at = _end_of(last)
    if own.flow_style:
        yield f"{text[:at]}, {braces}{text[at:]}"
        return
    indent = own.start_mark.column
    short = (f"{' ' * indent}- {braces}",)
    lines = short if last.flow_style else _item(waiver, indent)
    yield _after(text, _past_comments(text, at, indent), lines, end)
    yield _after(text, at, lines, end)


def _item(waiver: Waiver, indent: int) -> tuple[str, ...]:
    """The waiver as an item of a block list whose dashes stand at a column."""
    (first, value), *rest = fields(waiver)
    margin = " " * indent
    return (f"{margin}- {first}: {value}", *(f"{margin}  {key}: {each}" for key, each in rest))


def _end_of(node: Any) -> int:
    """Where the last character of a node stands; its own mark stands after comments."""
    index: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return index
    last = node.value[-1]
    return _end_of(last[1] if isinstance(last, tuple) else last)


def _past_comments(text: str, at: int, indent: int) -> int:
    """Behind the comments below an item that are indented as parts of it."""
    while True:
        below = text.find("\n", at)
        line = text[below + 1 :].partition("\n")[0] if below >= 0 else ""
        if not line.lstrip().startswith("#") or _indent(text, below + 1) <= indent:
            return at
        at = below + 1 + len(line)


def _indent(text: str, at: int) -> int:
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    return len(line) - len(line.lstrip(" "))


def _after(text: str, at: int, lines: tuple[str, ...], end: str) -> str:
    """The text with lines below the one in which a position stands."""
    if at and text[at - 1] == "\n":
        at -= 1  # a block scalar ends where the next line begins
    below = text.find("\n", at)
    below = len(text) if below < 0 else below + 1
    head = text[:below]
    gap = end if head and not head.endswith("\n") else ""
    return f"{head}{gap}{''.join(line + end for line in lines)}{text[below:]}"


def _toml_trials(text: str, waiver: Waiver) -> Iterator[str]:
    end = _line_end(text)
    lines = ("[[tool.ftpolicy.waivers]]", *(f"{key} = {value}" for key, value in _toml(waiver)))
    for header in reversed(list(_OURS.finditer(text))):
        following = _TABLE.search(text, header.end())
        section = text[: following.start() if following is not None else len(text)]
        yield _after(text, len(section.rstrip()), ("", *lines), end)
    yield _after(text, len(text), ("", *lines), end)
    inner = "{" + ", ".join(f"{key} = {value}" for key, value in _toml(waiver)) + "}"
    brackets = [found.start() for found in re.finditer(r"\]", text)]
    for at in brackets[:_MOST_BRACKETS] if "waivers" in text else ():
        yield f"{text[:at]}{inner}{text[at:]}"
        close = len(text[:at].rstrip())
        yield f"{text[:close]}, {inner}{text[close:]}"


def _toml(waiver: Waiver) -> tuple[tuple[str, str], ...]:
    return tuple((key, quoted(it) if key == "rule" else it) for key, it in fields(waiver))


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
