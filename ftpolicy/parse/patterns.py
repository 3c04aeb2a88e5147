"""Gitignore-style patterns from the repository's root.

Matched by hand in linear time: records come with the change that is judged, and as one regular
expression a pattern such as `*a*a*a*a*a*a*b` backtracks for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache

from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

_LONGEST = 1000
_SPECIAL = "*?["
_ESCAPABLE = "*?[]!# \\"
_DRIVE = regex(r"[A-Za-z]:([/\\]|$)")


@dataclass(frozen=True, slots=True)
class _Segment:
    """One part of a pattern between slashes: a name, or a glob when `glob` is set."""

    name: str
    glob: re.Pattern[str] | None = None

    def fits(self, name: str) -> bool:
        return self.glob.match(name) is not None if self.glob else self.name == name


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Runs of segments with `**` between them; `below` folders must follow the last run."""

    negated: bool
    runs: tuple[tuple[_Segment, ...], ...]
    below: int

    def match(self, parts: list[str]) -> bool:
        at = 0
        for index, run in enumerate(self.runs):
            last = len(parts) - len(run) if index else 0
            while at <= last and not _fits(run, parts, at):
                at += 1
            if at > last:
                return False
            at += len(run)
        return at + self.below <= len(parts)


def _fits(run: tuple[_Segment, ...], parts: list[str], at: int) -> bool:
    if at + len(run) > len(parts):
        return False
    return all(segment.fits(parts[at + index]) for index, segment in enumerate(run))


class Patterns:
    """Patterns as one; the last that matches a path or a folder above it decides.

    A pattern with a slash before its end starts at the root, one without matches at any depth.
    `!` takes back, also below a folder that an earlier pattern matched. Empty matches nothing.
    """

    __slots__ = ("_patterns",)

    def __init__(self, lines: Iterable[str]) -> None:
        compiled = (_compiled(line) for line in lines)
        self._patterns = tuple(pattern for pattern in compiled if pattern is not None)[::-1]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def match(self, path: str) -> bool:
        """Whether the path, with `/` and relative to the root, is meant."""
        parts = path.split("/")
        for pattern in self._patterns:
            if pattern.match(parts):
                return not pattern.negated
        return False


def literal(path: str, *, folder: bool = False) -> str:
    """The pattern that means one path, or all that is below it, and nothing else."""
    escaped = re.sub(r"[*?\[\]\\]", r"\\\g<0>", path)
    if escaped.endswith(" ") and not folder:
        escaped = f"{escaped[:-1]}\\ "
    anchored = "/" in path or folder
    start = "" if anchored and not path.startswith(("!", "#")) else "/"
    return f"{start}{escaped}{'/**' if folder else ''}"


def problem(pattern: str) -> str | None:
    """What is wrong with a pattern, in one clause that names it; None when it is good."""
    shown = f"`{pattern[:80]}`"
    body = pattern.removeprefix("!")
    if not body.strip("/ "):
        return f"the pattern {shown} names nothing"
    if len(pattern) > _LONGEST:
        return f"the pattern {shown}... is longer than {_LONGEST} characters"
    if any(char < " " for char in pattern):
        return f"the pattern {shown} holds a control character"
    if body.startswith("#"):
        return f"the pattern {shown} is a comment in gitignore style, write `\\#`"
    return _bad_path(body, shown) or _bad_glob(body, shown)


def _bad_path(body: str, shown: str) -> str | None:
    parts = body.removeprefix("/").removesuffix("/").split("/")
    if _DRIVE.match(body) or body.startswith(("~", "//")) or "://" in body:
        return f"{shown} is no path of the repository"
    if ".." in parts:
        return f"{shown} leads out of its folder: write it from the repository's root"
    if "." in parts or "" in parts:
        return f"{shown} has an empty part or a `.` between slashes"
    return None


def _bad_glob(body: str, shown: str) -> str | None:
    at = 0
    while at < len(body):
        char = body[at]
        if char == "\\":
            if body[at + 1 : at + 2] not in tuple(_ESCAPABLE):
                return f"{shown} has a backslash: write `/` between folders"
            at += 1
        elif char == "[":
            end = _class_end(body, at)
            if end is None:
                return f"{shown} has an open `[`: write `\\[` for the character"
            if set("\\/[") & set(body[at + 1 : end]):
                return f"{shown} has `[`, `/` or a backslash between brackets"
            at = end
        at += 1
    return None


def _class_end(text: str, start: int) -> int | None:
    """Where the bracket opened at `start` closes; a `]` right after it is a member."""
    first = start + 2 if text[start + 1 : start + 2] in {"!", "^"} else start + 1
    end = text.find("]", first + 1)
    return None if end == -1 else end


@lru_cache(maxsize=4096)
def _compiled(line: str) -> _Pattern | None:
    """The pattern of a line, None for one that matches nothing."""
    if problem(line) is not None:
        return None
    negated = line.startswith("!")
    body = line[negated:]
    while body.endswith(" ") and not body.endswith("\\ "):
        body = body[:-1]
    folder = body.endswith("/")
    parts = body.strip("/").split("/")
    if "/" not in body[:-1]:
        parts.insert(0, "**")
    below = int(folder)
    while parts and parts[-1] == "**":
        parts.pop()
        below = int(folder) + 1
    runs: list[list[_Segment]] = [[]]
    for part in parts:
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(_segment(part))
    kept = (run for index, run in enumerate(runs) if run or index == 0)
    return _Pattern(negated, tuple(tuple(run) for run in kept), below)


def _segment(part: str) -> _Segment:
    if not any(char in part for char in _SPECIAL + "\\"):
        return _Segment(part)
    glob = []
    at = 0
    while at < len(part):
        char, end = part[at], _class_end(part, at) if part[at] == "[" else None
        if char == "\\":
            at += 1
            glob.append(f"[{part[at]}]" if part[at] in _SPECIAL else part[at])
        elif end is not None:
            members = part[at + 1 : end]
            glob.append(f"[!{members[1:]}]" if members[0] == "^" else f"[{members}]")
            at = end
        else:
            glob.append(char)
        at += 1
    return _Segment(part, re.compile(translate("".join(glob))))
