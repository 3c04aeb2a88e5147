"""FT904: a waiver, or an entry of the baseline, that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run, WaiverFault
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.wording import ticked

_WAIVER = (
    "waivers:\n  - {rule: FT203, paths: ['configs/billing/**'], reason: 'Pilot of 50 users',\n"
    "     owner: '@dana', expires: 2027-01-31}\n"
)
_BASELINE = (
    "schema_version: 1\nentries:\n  - path: configs/billing/train.yaml\n"
    "    base_model: meta-llama/Llama-3.1-8B-Instruct\n    method: sft\n"
    "    datasets: [data/billing_train.jsonl]\n"
)

RULE = Rule(
    code="FT904",
    severity=Severity.NOTE,
    summary="a waiver or an entry of the baseline that nothing needs; noted when the whole tree is "
    "judged",
    why="An exception that silences nothing any more only waits for something else to silence. "
    "Whether that is so can only be said when everything was judged.",
    remedy="Remove the waiver from the policy; `ftpolicy baseline prune` removes such entries.",
    passes=(sample({"dataset.examples": 499}, policy=_WAIVER, whole=True, note="it is needed"),),
    fails=(
        sample(policy=_WAIVER, whole=True),
        sample(
            files={".ftpolicy-baseline.yaml": _BASELINE},
            before={},
            whole=True,
            note="the record covers the file by now",
        ),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    if not asked.whole_tree:
        return
    for use in run.waiver_uses:
        if use.fault is WaiverFault.UNUSED:
            yield finding(
                RULE,
                f"nothing needs the waiver of `{use.waiver.rule}` for {ticked(use.waiver.paths)}",
                use.waiver.location,
            )
    for stale in run.stale_entries:
        yield finding(
            RULE,
            f"nothing needs the baseline's entry of `{stale.entry.path}`: {stale.why}",
            stale.entry.location,
            remedy="Run `ftpolicy baseline prune`, which removes it.",
        )
