"""The hook put into a pre-commit configuration; comments and order stay."""

from __future__ import annotations

import re
import textwrap

from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import ListNode, MapNode, Scalar
from ftpolicy.parse.plain import Plain
from ftpolicy.wiring.edit import (
    ByHand,
    Edit,
    end_of_block,
    held,
    mapping_of,
    template,
    values_of,
    with_lines,
)
from ftpolicy.wiring.hooks import FILES, STAGES, hook_gaps
from ftpolicy.wiring.nodes import texts

_TYPES = "default_install_hook_types"
_WHY = "runs `ftpolicy hook` before each commit"


def put_hook(tree: Snapshot) -> Edit | ByHand | None:
    """The configuration with the hook in it; None when it runs in every stage already."""
    path = next((one for one in FILES if tree.entry(one) is not None), FILES[0])
    text = held(tree, path)
    if isinstance(text, ByHand):
        return ByHand(path, text.why, template("hook.yaml"))
    if text is None:
        return Edit(path, None, _fresh(), _WHY)
    before = values_of(text)
    root = mapping_of(text)
    if isinstance(root, str) or not isinstance(before, dict):
        return ByHand(path, root if isinstance(root, str) else "it is empty", _fresh())
    hooked, _ = hook_gaps(tree)
    after = text if hooked else _with_hook(text, root)
    after = _with_stages(after) if after is not None else None
    if after is None or not _only_that(before, values_of(after)):
        why = "it is written in a way that cannot be added to safely"
        return ByHand(path, why, _fresh())
    return Edit(path, text, after, _WHY) if after != text else None


def _fresh() -> str:
    types = f"{_TYPES}: [{', '.join(STAGES)}]"
    return f"{types}\nrepos:\n{textwrap.indent(template('hook.yaml'), '  ')}"


def _with_hook(text: str, root: MapNode) -> str | None:
    """The text with the hook as the last of its `repos`, None when it stands in brackets."""
    repos = root.get("repos")
    entry = template("hook.yaml")
    if repos is None:
        return with_lines(text, len(text.split("\n")), f"repos:\n{textwrap.indent(entry, '  ')}")
    key = next(name for name, _ in root.entries if name.text == "repos")
    lines = text.split("\n")
    if isinstance(repos, ListNode) and not repos.items:
        opened = re.sub(r"^(repos:)[ \t]*\[[ \t]*\]", r"\1", lines[key.line - 1])
        if opened == lines[key.line - 1]:
            return None
        lines[key.line - 1] = opened
        return with_lines("\n".join(lines), key.line, textwrap.indent(entry, "  "))
    if isinstance(repos, Scalar) and not repos.text:
        return with_lines(text, key.line, textwrap.indent(entry, "  "))
    if not isinstance(repos, ListNode) or key.column != 1:
        return None
    indent = re.match(r"([ ]*)- ", lines[repos.line - 1])
    if indent is None:
        return None
    return with_lines(text, end_of_block(text, key.line), textwrap.indent(entry, indent[1]))


def _with_stages(text: str) -> str | None:
    """The text with all stages among the installed hook types."""
    root = mapping_of(text)
    if isinstance(root, str):
        return None
    types = root.get(_TYPES)
    if types is None:
        first = next((key.line for key, _ in root.entries), 1)
        line = f"{_TYPES}: [{', '.join(STAGES)}]"
        return with_lines(text, first - 1, line)
    lacking = [stage for stage in STAGES if stage not in texts(types)]
    if not lacking:
        return text
    lines = text.split("\n")
    if isinstance(types, ListNode) and types.items:
        line = lines[types.line - 1]
        last = types.items[-1]
        if line[types.column - 1 :].startswith("[") and last.line == types.line:
            at = line.rindex("]", types.column)
            lines[types.line - 1] = f"{line[:at].rstrip()}, {', '.join(lacking)}{line[at:]}"
            return "\n".join(lines)
        dash = re.match(r"([ ]*- )", lines[last.line - 1])
        if dash is not None:
            added = "".join(f"{dash[1]}{stage}\n" for stage in lacking)
            return with_lines(text, last.line, added)
    return None


def _only_that(before: dict[str, Plain], after: Plain) -> bool:
    """Whether nothing changed but the hook at the end and the stages."""
    if not isinstance(after, dict):
        return False
    repos, were = after.get("repos"), before.get("repos")
    were = were if isinstance(were, list) else []
    if not isinstance(repos, list) or repos[: len(were)] != were or len(repos) > len(were) + 1:
        return False
    types, had = after.get(_TYPES), before.get(_TYPES)
    had = had if isinstance(had, list) else []
    if not isinstance(types, list) or types[: len(had)] != had:
        return False
    ours = ("repos", _TYPES)
    kept = [
        {key: value for key, value in each.items() if key not in ours} for each in (before, after)
    ]
    return kept[0] == kept[1]
