"""CODEOWNERS: who is asked before a part of the gate changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass
from ftpolicy.parse.patterns import Patterns
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.wiring.gap import Gap, gap

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
LARGEST = 3 << 20  # above it GitHub reads none of it


@dataclass(frozen=True, slots=True)
class Owners:
    """The lines of the file in force; `path` is None without one."""

    path: str | None
    lines: tuple[tuple[Patterns, bool, bool], ...]  # pattern, direct children only, has owners

    def own(self, path: str) -> bool:
        """Whether the last line that matches names somebody."""
        for patterns, shallow, owned in reversed(self.lines):
            if patterns.match(path) and not (shallow and "/" in _below(path, patterns)):
                return owned
        return False


def _below(path: str, patterns: Patterns) -> str:
    """What follows the first folder that the pattern matches as a whole."""
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        if patterns.match("/".join(parts[:depth])):
            return "/".join(parts[depth - 1 :])
    return ""


def owners(tree: Snapshot) -> Owners:
    """What the forge would read; a line that it does not understand owns nothing."""
    path = next((one for one in PLACES if tree.entry(one) is not None), None)
    data = tree.read(path) if path is not None else None
    text = decode(data) if data is not None and len(data) <= LARGEST else None
    if text is None or isinstance(text, Undecodable):
        return Owners(path, ())
    return Owners(path, tuple(_lines(text.text)))


def _lines(content: str) -> Iterator[tuple[Patterns, bool, bool]]:
    for line in content.split("\n"):
        words = line.partition(" #")[0].split()
        if not words or words[0].startswith(("#", "!", "[", "^[")) or "[" in words[0]:
            continue
        pattern = words[0]
        owned = any("@" in word for word in words[1:])
        yield Patterns((pattern,)), pattern.endswith("/*") and pattern != "/*", owned


def owner_gaps(tree: Snapshot, gate: Iterable[str], decisions: Iterable[str]) -> Iterator[Gap]:
    """The parts of the gate, and the decisions, that change without anybody being asked."""
    found = owners(tree)
    parts = (*gate, *((found.path,) if found.path is not None else ()))
    for path in dict.fromkeys(parts):
        if not found.own(path):
            where = f"in `{found.path}`" if found.path is not None else "and there is no CODEOWNERS"
            yield gap("not-owned", f"`{path}` has no owner {where}", Location(found.path or path))
    loose = next((path for path in decisions if not found.own(path)), None)
    if loose is not None:
        place = Location(found.path or loose)
        yield gap("decisions-not-owned", f"`{loose}` has no owner", place)
