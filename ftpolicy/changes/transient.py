"""What came and went within a change: it is in no tree that is judged, but in the history."""

from __future__ import annotations

from ftpolicy.changes.entries import changes
from ftpolicy.changes.git import run
from ftpolicy.changes.trees import GitTree
from ftpolicy.model.change import Entry, Snapshot

MOST = 2000
"""How many such files are looked at, the newest first."""

_LOG = (
    *("log", "--format=", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"),
    *("--no-textconv", "--no-relative", "--no-show-signature", "--no-notes", "--no-color"),
    *("-O/dev/null", "--ignore-submodules=none", "--no-mailmap"),
)


def transient(left: str, head: str, sides: tuple[Snapshot, Snapshot], cwd: str) -> GitTree:
    """The last state of each path that is on neither side of the change but was in between."""

    def listing() -> dict[str, Entry]:
        if run(["rev-parse", "--is-shallow-repository"], cwd).strip() == b"true":
            return {}  # where history is cut off, every file looks as if it were new
        found: dict[str, Entry] = {}
        for change in changes(run([*_LOG, f"{left}..{head}", "--"], cwd)):
            if len(found) == MOST:
                break
            if change.after is not None and not any(it.entry(change.path) for it in sides):
                found.setdefault(change.path, change.after)
        return found

    return GitTree(cwd, listing)
