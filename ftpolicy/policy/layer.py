"""One policy file as flat settings: `limits.min_examples`, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ftpolicy.model.finding import Waiver
from ftpolicy.model.record import Fault
from ftpolicy.model.regex import regex
from ftpolicy.model.source import ListNode, Location, MapNode, Node, Scalar, Unparsed
from ftpolicy.model.values import dataclass, field
from ftpolicy.parse.node_places import key_place, place_of
from ftpolicy.parse.patterns import problem
from ftpolicy.parse.plain import Field, Plain, day, fields, is_written, looks_like_day, plain
from ftpolicy.parse.schema import faults
from ftpolicy.parse.strict import strict_faults
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.parse.yaml_text import compose
from ftpolicy.policy.refused import refused

Settings: TypeAlias = Mapping[str, Plain]

_GROUPS = frozenset(
    ("enforcement", "limits", "evidence", "rules", "experiments", "detectors", "approvals")
)
_APART = frozenset(("schema_version", "extends", "unlocked", "waivers"))
_PATTERNS = frozenset(
    (
        ("records",),
        ("exclude",),
        ("examples",),
        ("experiments", "paths"),
        ("detectors", "paths"),
        ("waivers", "paths"),
    )
)
_CODE = regex(r"FT[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one policy file states; `unlocked` is None when it says nothing of it."""

    name: str
    settings: Settings
    places: Mapping[str, Location] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    extends: tuple[str, ...] = ()
    unlocked: tuple[str, ...] | None = None
    origins: Mapping[str, str] = field(default_factory=dict)  # the file that states each key
    files: tuple[str, ...] = ()  # every file that was read for it, the first parent first

    def place(self, key: str) -> Location:
        return self.places.get(key, Location(self.name))


def read_yaml(data: bytes, name: str) -> Layer:
    """The layer of a YAML file; raises FtpolicyError that lists its faults."""
    text = decode(data)
    if isinstance(text, Undecodable):
        raise refused(
            "policy", [Fault(f"cannot be read: {text.reason}", Location(name, text.line))]
        )
    composed = compose(text.text)
    if isinstance(composed, Unparsed):
        place = Location(name, composed.line, composed.column)
        raise refused("policy", [Fault(f"cannot be read: {composed.reason}", place)])
    odd = strict_faults(composed, name, "policy")
    if odd:
        raise refused("policy", odd)
    nothing = not composed.documents or not is_written(composed.documents[0])
    return read_node(MapNode((), 1, 1) if nothing else composed.documents[0], name)


def read_node(node: Node, name: str) -> Layer:
    """The layer of a parsed policy; raises FtpolicyError that lists its faults."""
    found = {*faults(node, "policy", name), *_value_faults(node, name)}
    values = plain(node)
    if found or not isinstance(values, dict) or not isinstance(node, MapNode):
        raise refused("policy", sorted(found, key=lambda fault: (fault.location, fault.message)))
    settings: dict[str, Plain] = {}
    for key, value in values.items():
        if key not in _APART:
            settings.update(_flat(key, value))
    unlocked = values.get("unlocked")
    return Layer(
        name=name,
        settings=settings,
        places={_dotted(at): key_place(key, name) for at, _, key in fields(node) if key},
        waivers=tuple(_waivers(node, name)),
        extends=texts(values.get("extends")),
        unlocked=texts(unlocked) if unlocked is not None else None,
        origins=dict.fromkeys((*settings, *(["waivers"] if values.get("waivers") else ())), name),
        files=(name,),
    )


def texts(value: Plain | None) -> tuple[str, ...]:
    """The texts of a list, nothing for anything else."""
    return tuple(str(each) for each in value if each) if isinstance(value, list) else ()


def _flat(key: str, value: Plain) -> dict[str, Plain]:
    if not isinstance(value, dict):
        return {key: value}
    found: dict[str, Plain] = {}
    for below, each in value.items():
        found.update(_flat(f"{key}.{below}", each))
    return found


def _dotted(at: Field) -> str:
    return ".".join(map(str, at))


def _waivers(node: MapNode, name: str) -> Iterator[Waiver]:
    listed = node.get("waivers")
    for each in listed.items if isinstance(listed, ListNode) else ():
        values = plain(each)
        if isinstance(values, dict):
            yield Waiver(
                rule=str(values.get("rule", "")),
                paths=texts(values.get("paths")),
                reason=str(values.get("reason", "")),
                owner=str(values.get("owner", "")),
                expires=str(values.get("expires", "")),
                location=Location(name, each.line, each.column),
            )


def _value_faults(node: Node, name: str) -> Iterator[Fault]:
    """What the schema cannot say: patterns, dates, and the keys that `unlocked` names."""
    for at, value, _ in fields(node):
        if not isinstance(value, Scalar):
            continue
        wrong = None
        if tuple(step for step in at if isinstance(step, str)) in _PATTERNS:
            wrong = problem(value.text)
        elif at == ("enforcement", "from"):
            wrong = _no_day(value.text)
        elif at[0] == "unlocked" and not _is_key(value.text):
            wrong = f"`unlocked` names no setting: `{value.text}`"
        if wrong is not None:
            yield Fault(wrong, place_of(value, name))


def _no_day(text: str) -> str | None:
    if looks_like_day(text) and day(text) is None:
        return f"`from` is no day of the calendar, found `{text}`"
    return None


def _is_key(dotted: str) -> bool:
    from ftpolicy.policy.tightness import DEFAULTS

    group, _, rest = dotted.partition(".")
    if group == "rules":
        return not rest or _CODE.fullmatch(rest) is not None
    if dotted.startswith("limits.profiles"):
        return True
    known = {*DEFAULTS, *_GROUPS, "waivers"}
    return dotted in known
