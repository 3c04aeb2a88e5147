"""A file that is to be made or changed, as text: what is there keeps every byte."""

from __future__ import annotations

from importlib.resources import files

from ftpolicy import __version__
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.source import MapNode, Unparsed
from ftpolicy.model.values import dataclass
from ftpolicy.parse.plain import Plain, plain
from ftpolicy.parse.yaml_text import compose

LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Edit:
    """One file before and after; `before` is None for a new file."""

    path: str
    before: str | None
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """A file that cannot be changed safely: why, and what a person should put there."""

    path: str
    why: str
    text: str


def held(tree: Snapshot, path: str) -> str | ByHand | None:
    """The text of a file with its own line ends, None where nothing stands."""
    entry = tree.entry(path)
    if entry is None:
        return None
    if entry.kind is not EntryKind.FILE:
        return ByHand(path, f"it is a {entry.kind.value}", "")
    if (tree.size(path) or 0) > LARGEST:
        return ByHand(path, "it is larger than 1 MiB", "")
    try:
        return (tree.read(path) or b"").decode("utf-8")
    except UnicodeDecodeError:
        return ByHand(path, "it is no UTF-8", "")


def template(name: str) -> str:
    """A text of this package with the version that is running."""
    text = files(__package__).joinpath("templates").joinpath(name).read_text("utf-8")
    return text.replace("@VERSION@", __version__)


def mapping_of(text: str) -> MapNode | str:
    """The one mapping of a YAML text, or why there is none that could be edited."""
    composed = compose(text)
    if isinstance(composed, Unparsed):
        return composed.reason
    if len(composed.documents) > 1:
        return "it holds several documents"
    if not composed.documents:
        return MapNode((), 1, 1)
    root = composed.documents[0]
    if isinstance(root, MapNode):
        return root
    return "it is no mapping"


def values_of(text: str) -> Plain:
    """What a YAML text holds, None when it cannot be read."""
    root = mapping_of(text)
    return plain(root) if isinstance(root, MapNode) else None


def line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def with_lines(text: str, at: int, added: str) -> str:
    """The text with whole lines put before line `at`, counted from 0, in its own line ends."""
    end = line_end(text)
    lines = text.split("\n")
    new = added.rstrip("\n").replace("\n", end)
    if at >= len(lines):
        gap = "" if text.endswith("\n") or not text else end
        return f"{text}{gap}{new}{end}"
    head, tail = "\n".join(lines[:at]), "\n".join(lines[at:])
    return f"{head}{chr(10) if at else ''}{new}{end}{tail}"


def end_of_block(text: str, first: int) -> int:
    """The line, from 0, before which a block ends that begins on line `first` (from 1).

    Blank lines and comments at the margin before the next key belong to that key.
    """
    lines = text.split("\n")
    at = first
    while at < len(lines) and not _is_margin(lines[at]):
        at += 1
    while at > first and (not lines[at - 1].strip() or lines[at - 1].startswith("#")):
        at -= 1
    return at


def _is_margin(line: str) -> bool:
    """Whether something other than a list item, a comment or blank stands at the margin."""
    bare = line.rstrip("\r")
    if bare in ("---", "..."):
        return True
    return bool(bare) and bare[0] not in " #-\t"
