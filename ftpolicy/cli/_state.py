"""What git knows of a work tree: the id of each file's bytes, without reading those it has seen."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import cached_property

from ftpolicy.changes.entries import text
from ftpolicy.changes.folder import on_disk
from ftpolicy.changes.git import Child, run
from ftpolicy.detect.found import blob_id
from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass

_MOST_CHANGED = 2000  # files
_LARGEST = 64 << 20  # bytes of all of them
_ENTRY = regex(
    rb"([^\0]*)\0  ctime: (\d+:\d+)\n  mtime: (\d+):(\d+)\n  dev: [^\n]*\n  uid: [^\n]*\n"
    rb"  size: (\d+)\tflags: [0-9a-f]+\n"
)
"""An entry of `ls-files --debug`: its line, then what `stat` said when git last read the file."""


@dataclass(frozen=True)
class State:
    """A listing of the index, and of what differs from it or is not in it."""

    root: str
    listing: bytes
    changed: tuple[tuple[str, str], ...] | None  # paths with ids; None when they are too many

    @property
    def algorithm(self) -> str:
        """How the repository names what it holds."""
        return "sha256" if len(self.listing.split(b" ", 3)[2:3][0]) > 40 else "sha1"

    @cached_property
    def ids(self) -> dict[str, str]:
        """The id of each file's bytes, as far as it is known."""
        found: dict[str, str] = {}
        for line in self.listing.split(b"\0")[:-1]:
            head, _, name = line.partition(b"\t")
            tag, _, blob, stage = head.split(b" ")
            if tag == b"H" and stage == b"0":
                found[text(name)] = blob.decode("ascii")
        return found | dict(self.changed or ())

    def holds(self, path: str) -> bool:
        """Whether the work tree may hold a file of that path that is not ignored."""
        listed = b"\t%s\0" % path.encode("utf-8", "surrogateescape") in self.listing
        return listed or self.changed is None or path in dict(self.changed)

    def digest(self, *more: str) -> str | None:
        """What stands for the whole tree; None when that cannot be told in a short time."""
        if self.changed is None:
            return None
        parts = [*more, *(f"{path}\0{blob}" for path, blob in self.changed)]
        told = hashlib.sha256(self.listing)
        told.update("\0\0".join(parts).encode("utf-8", "surrogatepass"))
        return told.hexdigest()


def state_of(root: str) -> State | None:
    """The state of a work tree, None for one without a file in its index.

    Git is never asked what was modified: it would run the filters of the repository's own
    configuration on what it compares.
    """
    # Two questions at a time: the second walks through the folders while the first is read.
    child = Child(["ls-files", "-z", "-o", "--exclude-standard"], root)
    try:
        told = run(["ls-files", "-z", "-s", "-v", "--debug"], root)
        with os.fdopen(os.dup(child.output), "rb") as stream:
            answer = stream.read()
    finally:
        code, _ = child.end()
    entries = _ENTRY.findall(told)
    if code != 0 or not entries:
        return None
    listing = b"".join(b"%s\0" % entry[0] for entry in entries)
    changed = {text(name) for name in answer.split(b"\0")[:-1]}
    changed.update(_touched(root, entries))
    changed.update(_doubtful(listing))
    algorithm = State(root, listing, ()).algorithm
    return State(root, listing, _hashed(root, sorted(changed), algorithm))


def _touched(root: str, entries: list[tuple[bytes, ...]]) -> Iterator[str]:
    """The files whose size or time differs from the index, or is too young to be told apart."""
    place = run(["rev-parse", "--git-path", "index"], root).removesuffix(b"\n")
    try:
        index = os.stat(os.path.join(os.fsencode(root), place)).st_mtime_ns
    except OSError:
        index = 0  # then every file is looked at
    start = os.path.join(os.fsencode(root), b"")
    for line, _, seconds, fraction, size in entries:
        name = line.partition(b"\t")[2]
        try:
            seen = os.lstat(start + name)
        except OSError:
            yield text(name)
            continue
        time = int(seconds) * 1_000_000_000 + int(fraction)
        same = seen.st_mtime_ns == time and seen.st_size & 0xFFFFFFFF == int(size)
        if not same or time >= index:
            yield text(name)


def _doubtful(listing: bytes) -> set[str]:
    """The files at which git does not look (`assume-unchanged`, sparse) and those in conflict."""
    lines = listing.split(b"\0")[:-1]
    if listing.startswith(b"H ") and listing.count(b"\0H ") == len(lines) - 1:
        return set()
    return {text(line.partition(b"\t")[2]) for line in lines if not line.startswith(b"H ")}


def _hashed(root: str, paths: list[str], algorithm: str) -> tuple[tuple[str, str], ...] | None:
    """What stands at the paths now: the id of a file, else a word for what it is."""
    if len(paths) > _MOST_CHANGED:
        return None
    room = _LARGEST
    found = []
    for path in paths:
        place = on_disk(root, path.rstrip("/"))
        try:
            mode = os.lstat(place)
            if stat.S_ISREG(mode.st_mode):
                room -= mode.st_size
                if room < 0:
                    return None
                with open(place, "rb") as stream:
                    what = blob_id(stream.read(), algorithm)
            elif stat.S_ISLNK(mode.st_mode):
                what = f"link {text(os.readlink(place))}"
            else:
                what = f"mode {stat.S_IFMT(mode.st_mode)}"
        except OSError:
            what = "gone"
        found.append((path, what))
    return tuple(found)
