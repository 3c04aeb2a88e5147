"""FT204: the record claims more data than the files hold."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Standing
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TEST, TRAIN, chats
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file

_POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)

RULE = Rule(
    code="FT204",
    severity=Severity.ERROR,
    verdict=Verdict.CORRECT_THE_RECORD,
    summary="the record claims more examples than the files hold; for a file of which only the "
    "size is known, more than it can hold",
    why="The number of examples is what the decision leans on most. Rows that are blank, broken, "
    "unanswered, repeated or held out do not teach the model anything.",
    remedy="Write the number that was counted (`ftpolicy measure --write` does), or name the "
    "files that hold the others under `dataset.sources`.",
    needs=(*UNDECIDED, "FT201"),
    passes=(
        sample({"dataset.examples": 600}, note="more in the files is no finding"),
        sample({"evaluation.test_set": {"path": TEST, "examples": 250}}),
    ),
    fails=(
        sample({"dataset.examples": 1241}),
        sample(
            files={TRAIN: lambda: chats(600) + chats(640)},
            also=("FT206",),
            note="rows that stand twice count once",
        ),
        sample(
            files={TUNING: tuning_file(more="val_set_size: 0.1\n")},
            note="a tenth is held out for validation",
        ),
        sample(
            {"dataset.examples": 600},
            files={TRAIN: _POINTER},
            also=("FT210",),
            note="a git-lfs pointer to 12,345 bytes cannot stand for 600 chats",
        ),
        sample(
            {"evaluation.test_set": {"path": TEST, "examples": 301}},
            note="the test set holds fewer items",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None or case.evidence is None:
        return
    for each in case.evidence.claims:
        data = each.claim.startswith(("dataset.", "evaluation.test_set"))
        if not data or each.standing is not Standing.CONTRADICTED:
            continue
        what = "test examples" if each.claim.startswith("evaluation") else "examples"
        held = f"`{each.measured}`" if (each.measured or "").isdigit() else str(each.measured)
        yield finding(
            RULE,
            f"the record claims `{each.claimed}` {what}, `{each.source}` holds {held}",
            at(record, each.claim),
        )
