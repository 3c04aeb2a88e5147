"""The lines of a request that a host shows, which are those that can be commented on."""

from __future__ import annotations

import os

from ftpolicy.changes.commits import merge_base
from ftpolicy.changes.git import root_of, run
from ftpolicy.changes.trees import commit_tree
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Location
from ftpolicy.review.host import Spot

_HUNK = regex(rb"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


class Diff:
    """The diff of a request, from where it left its target to its head; each path read once."""

    def __init__(self, change_set: ChangeSet, head: str) -> None:
        cwd = os.getcwd()
        self._top = root_of(cwd) or cwd
        self._head = head
        self._left = merge_base(change_set.base, head, cwd) if change_set.base else None
        self._judged = change_set.after
        self._proposed = commit_tree(head, cwd)
        self._read: dict[str, dict[int, int | None]] = {}

    @property
    def known(self) -> bool:
        """Whether this checkout holds where the request left its target."""
        return self._left is not None

    def spot(self, place: Location) -> Spot | None:
        """A place as a line of the diff, None where the diff does not show it.

        What is judged may be merged with the target already, so that lines have other numbers.
        """
        if not place.path.isprintable() or not self._same_file(place.path):
            return None
        if place.path not in self._read:
            self._read[place.path] = self._lines(place.path)
        lines = self._read[place.path]
        return Spot(place.path, place.line, lines[place.line]) if place.line in lines else None

    def _same_file(self, path: str) -> bool:
        judged, proposed = self._judged.entry(path), self._proposed.entry(path)
        return judged is not None and proposed is not None and judged.blob == proposed.blob

    def _lines(self, path: str) -> dict[int, int | None]:
        if self._left is None:
            return {}
        options = ("--no-color", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative")
        text = run(["diff", *options, "-U3", self._left, self._head, "--", path], self._top)
        return lines_of(text)


def lines_of(diff: bytes) -> dict[int, int | None]:
    """The new numbers of the lines that a diff of one file shows, with the old ones if any."""
    shown: dict[int, int | None] = {}
    old = new = 0
    for line in diff.split(b"\n"):
        hunk = _HUNK.match(line)
        if hunk:
            old, new = int(hunk[1]), int(hunk[2])
        elif new and line.startswith(b"+"):
            shown[new] = None
            new += 1
        elif new and line.startswith(b"-"):
            old += 1
        elif new and line.startswith(b" "):
            shown[new] = old
            old, new = old + 1, new + 1
    return shown
