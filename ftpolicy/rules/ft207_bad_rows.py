"""FT207: rows of the data that cannot be trained on."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Profile
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.run import Asked
from ftpolicy.rules.data_samples import TRAIN, chat, chats
from ftpolicy.rules.limits import only
from ftpolicy.rules.measured import count_of
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample

RULE = Rule(
    code="FT207",
    severity=Severity.ERROR,
    verdict=Verdict.COLLECT_DATA,
    summary="rows that do not parse, have no answer, or do not fit the format",
    why="A row without an answer teaches silence, and one that does not parse ends the run hours "
    "after it was begun, or is dropped without a word.",
    remedy="Mend or remove these rows.",
    needs=UNDECIDED,
    passes=(
        sample(
            {"dataset.examples": 1000},
            files={TRAIN: lambda: chats(500) + "\n\n" + chats(1000)[len(chats(500)) :]},
            note="a blank line is no row",
        ),
    ),
    fails=(
        sample({"dataset.examples": 1000}, files={TRAIN: lambda: chats(1000) + '{"messages": [\n'}),
        sample(
            {"dataset.examples": 1000}, files={TRAIN: lambda: chats(1000) + chat("and now", "")}
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    count = count_of(case)
    if record is None or count is None or only(case, Profile.CONTINUED):
        return
    wrong = count.bad + count.unanswered
    if wrong:
        places = "; ".join(f"`{it.path}` line {it.line}: {it.what}" for it in count.faults)
        more = wrong - len(count.faults)
        places += f"; and {more:,} more" if more > 0 else ""
        yield finding(
            RULE,
            f"{wrong:,} of {count.rows:,} rows cannot be trained on: {places}",
            at(record, "dataset.sources"),
        )
