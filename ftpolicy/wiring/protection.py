"""Whether the check is required, as far as a file of the repository can say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import Location
from ftpolicy.wiring.gap import Gap, gap
from ftpolicy.wiring.workflows import Job

_SETTINGS = ".github/settings.yml"
_RULESETS = ".github/rulesets/"
_REQUIRED = b"required_status_checks"


def protection_gaps(tree: Snapshot, jobs: Sequence[Job]) -> Iterator[Gap]:
    """An error when settings in files require other checks only, a note when none are in files."""
    if not jobs:
        return
    names = [job.name.encode("utf-8", "surrogatepass") for job in jobs]
    stated = False
    for entry in tree.entries():
        if entry.path != _SETTINGS and not entry.path.startswith(_RULESETS):
            continue
        data = tree.read(entry.path) or b""
        if _REQUIRED not in data:
            continue
        stated = True
        if not any(name in data for name in names):
            message = f"the required checks do not name `{jobs[0].name}`"
            yield gap("not-required", message, Location(entry.path))
    if not stated:
        message = f"nothing here says whether `{jobs[0].name}` is a required check"
        yield gap("required", message, Location(jobs[0].path, jobs[0].id.line, jobs[0].id.column))
