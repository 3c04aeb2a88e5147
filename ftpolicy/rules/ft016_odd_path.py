"""FT016: a path with a twin or an odd encoding."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, finding, sample

RULE = Rule(
    code="FT016",
    severity=Severity.NOTE,
    summary="path with a case or Unicode twin, or an odd encoding",
    why="Two paths that differ only in case or in how a letter is encoded are one file on macOS "
    "and Windows, where one hides the other. A reader may take one for the other as well.",
    remedy="Rename the file so that its name is unlike every other and plain UTF-8.",
    passes=(sample(),),
    fails=(
        sample(
            files={
                "decisions/Billing-Support-Voice.yaml": "note: another file\n",
            },
            note="differs from the record's path in case only",
        ),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for each in run.odd_paths:
        yield finding(RULE, each.what, each.location)
