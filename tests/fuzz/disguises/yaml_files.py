"""Ways to write YAML anew: styles, quotes, order, documents, anchors, tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random

import yaml

from tests.fuzz.disguises.texts import escaped

_STR, _MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"


def _yaml(
    text: str, change: Callable[[yaml.Node], None], width: int = 80, indent: int = 2
) -> str | None:
    """The documents written anew from their nodes, after a change of each."""
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    if any(document is None for document in documents):
        return None
    for document in documents:
        for node in _nodes(document):
            change(node)
    written = str(yaml.serialize_all(documents, Dumper=yaml.SafeDumper, width=width, indent=indent))
    return written if _said(written) == _said(text) else None  # the emitter folds some texts wrong


def _said(text: str) -> list[object]:
    """What the documents say, their keys sorted."""
    return [_plain(each) for each in yaml.compose_all(text, Loader=yaml.SafeLoader)]


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return sorted((repr(_plain(key)), repr(_plain(value))) for key, value in node.value)
    return [_plain(each) for each in node.value] if isinstance(node.value, list) else node.value


def _nodes(top: yaml.Node) -> list[yaml.Node]:
    found: dict[int, yaml.Node] = {}
    waiting = [top]
    while waiting:
        node = waiting.pop()
        if id(node) in found:
            continue
        found[id(node)] = node
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(each for pair in node.value for each in pair)
    return list(found.values())


def yaml_flow(text: str, chance: Random) -> str | None:
    def flow(node: yaml.Node) -> None:
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = True

    return _yaml(text, flow, width=chance.choice((40, 80, 10_000)))


def yaml_block(text: str, chance: Random) -> str | None:
    def block(node: yaml.Node) -> None:
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = False

    return _yaml(text, block, indent=chance.choice((2, 4, 8)))


def yaml_mixed(text: str, chance: Random) -> str | None:
    def either(node: yaml.Node) -> None:
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = chance.random() < 0.5

    return _yaml(text, either, indent=chance.choice((2, 3, 6)))


def yaml_shuffled(text: str, chance: Random) -> str | None:
    def shuffle(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            chance.shuffle(node.value)

    return None if "<<" in text or "&" in text else _yaml(text, shuffle)


def yaml_quoted(text: str, chance: Random) -> str | None:
    def quote(node: yaml.Node) -> None:
        if isinstance(node, yaml.ScalarNode) and node.tag == _STR and node.style not in ("|", ">"):
            node.style = chance.choice(("'", '"'))

    return _yaml(text, quote)


def yaml_folded(text: str, chance: Random) -> str | None:
    """Long texts over several lines, short ones as blocks."""

    def fold(node: yaml.Node) -> None:
        if isinstance(node, yaml.ScalarNode) and node.tag == _STR:
            node.style = chance.choice(('"', ">", "|", "'"))

    return _yaml(text, fold, width=20)


def yaml_tagged(text: str, chance: Random) -> str | None:
    events = []
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.MappingStartEvent) and event.tag is None:
                event.tag, event.implicit = _MAP, False
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                event.tag, event.implicit = _STR, (False, False)
            events.append(event)
    except yaml.YAMLError:
        return None
    return str(yaml.emit(events, Dumper=yaml.SafeDumper))


def yaml_escaped(text: str, chance: Random) -> str | None:
    """Letters of keys and texts as escapes, in one of the three lengths."""
    style = chance.choice(("\\x{:02x}", "\\u{:04x}", "\\U{:08x}", "\\x{:02X}"))
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return None
    share = chance.choice((0.1, 0.5, 1.0))

    def written(node: yaml.Node) -> str:
        if isinstance(node, yaml.SequenceNode):
            return "[" + ", ".join(map(written, node.value)) + "]"
        if isinstance(node, yaml.MappingNode):
            pairs = (f"{written(key)}: {written(value)}" for key, value in node.value)
            return "{" + ", ".join(pairs) + "}"
        if node.tag != _STR:
            return (
                str(node.value) if node.tag.startswith("tag:yaml.org") else json.dumps(node.value)
            )
        return f'"{escaped(node.value, style, share, chance)}"'

    if any(document is None for document in documents) or "&" in text:
        return None
    return "\n---\n".join(map(written, documents)) + "\n"


def yaml_start(text: str, chance: Random) -> str | None:
    if text.startswith(("---", "%")):
        return None
    text = text.rstrip() + "\n"
    first = chance.choice(("---\n", "%YAML 1.1\n---\n", "--- # run\n", "# a\n---\n"))
    return first + text + chance.choice(("", "...\n", "---\n", "...\n# end\n"))


def yaml_among_others(text: str, chance: Random) -> str | None:
    """One document of several."""
    if text.startswith("%"):
        return None
    other = "kind: Other\nlist: [1, 2]\n"
    text = text if text.endswith("\n") else text + "\n"
    return chance.choice(
        (f"{other}---\n{text}", f"{text}---\n{other}", f"---\n{other}---\n{text}...\n---\n{other}")
    )


def yaml_deeper(text: str, chance: Random) -> str | None:
    """All of it further to the right."""
    if re.search(r"(?m)^(---|\.\.\.|%)", text):
        return None
    return re.sub(r"(?m)^(?=.)", " " * chance.randrange(1, 5), text)


def yaml_complex_keys(text: str, chance: Random) -> str | None:
    """`? key` on one line and `: value` on the next, for keys at the start of a line."""
    return re.sub(r"(?m)^([A-Za-z_][\w.-]*):(?=[ \n])", r"? \1\n:", text)


def yaml_merged(text: str, chance: Random) -> str | None:
    """The whole file under an anchor, from where it is merged."""
    if re.search(r"(?m)^(---|%|[\[{-])|<<|[&*]", text):
        return None
    own = re.sub(r"(?m)^(?=.)", "  ", text).rstrip()
    return f"shared: &shared\n{own}\n<<: *shared\n"


def yaml_end_notes(text: str, chance: Random) -> str | None:
    if re.search(r"[|>][+-]?\d?\n|\\\n|[\"'][^\"']*\n", text):
        return None
    return re.sub(r"(?m)(?<=\S)$", "  # a note", text)


def yaml_again(text: str, chance: Random) -> str | None:
    """Every key of the first level once more, with another value before or after."""
    keys = re.findall(r"(?m)^([A-Za-z_][\w.-]*):", text)
    if not keys or re.search(r"(?m)^(---|\.\.\.|[\[{-]|!!)", text):
        return None
    few = chance.sample(keys, min(len(keys), chance.randrange(1, 3)))
    more = "".join(f"{key}: other\n" for key in few)
    text = text if text.endswith("\n") else text + "\n"
    return more + text if chance.random() < 0.5 else text + more
