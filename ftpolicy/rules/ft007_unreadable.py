"""FT007: a file with a detector's keywords that cannot be read, so cannot be cleared."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.sample_files import tuning_file

_SALES = "configs/sales/train.yaml"
_BROKEN = tuning_file("[mistralai/Mistral-7B-v0.3")

RULE = Rule(
    code="FT007",
    severity=Severity.ERROR,
    summary="holds all keywords that one match of a detector needs, but cannot be read",
    why="A file that cannot be read cannot be cleared. If it were skipped, one broken line would "
    "hide a tuning file from the gate.",
    remedy="Mend the file so that it can be read; if it is no tuning file and must stay as it is, "
    "add it to `exclude` in the policy.",
    passes=(
        sample(files={_SALES: "title: [broken\n"}, note="broken, without a detector's keywords"),
    ),
    fails=(sample(files={_SALES: _BROKEN}, note="an unclosed bracket"),),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for each in run.unreadable:
        held = "" if each.detector == "any" else f"has the keywords of `{each.detector}` but "
        what = f"{held}cannot be read as `{each.language.value}`: {each.reason}"
        yield finding(RULE, what, each.location)
