"""FT015: something that the gate cannot see inside."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, finding, sample

RULE = Rule(
    code="FT015",
    severity=Severity.WARNING,
    summary="cannot see inside: submodule, link out of the tree",
    why="The gate judges the files of this repository's tree. A submodule is another repository "
    "and a link may point out of the tree, so a tuning file behind them is not seen here.",
    remedy="Run ftpolicy in the other repository as well, or replace the link by the file.",
    passes=(
        sample(links={"configs/billing/latest.yaml": "train.yaml"}, note="a link within the tree"),
    ),
    fails=(
        sample(submodules=("vendor/trainer",)),
        sample(links={"configs/train.yaml": "../../elsewhere/train.yaml"}),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for each in run.hidden:
        yield finding(RULE, f"cannot see inside {each.what}", each.location)
