"""One question at a time; every answer can be taken back, nothing is written before the end."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from ftpolicy.cli._new.answers import Around, WrongAnswer
from ftpolicy.cli._new.question import RESULTS, Question
from ftpolicy.cli._new.questions import next_question
from ftpolicy.cli._new.terminal import BOLD, DIM, folded, more, plainly, shown, typed_line
from ftpolicy.cli._output import say
from ftpolicy.model.evidence import ResultFile
from ftpolicy.model.finding import Finding, Report, Severity
from ftpolicy.model.record import DecisionRecord, MalformedRecord, Status
from ftpolicy.model.values import dataclass, replace
from ftpolicy.pipeline.draft import measured, with_alternatives, with_results
from ftpolicy.pipeline.foresee import against
from ftpolicy.records.draft import Draft
from ftpolicy.records.load import load
from ftpolicy.records.write import yaml_text
from ftpolicy.report import render
from ftpolicy.report.folding import paint
from ftpolicy.report.safe import safe

_JUDGED = (
    *("goal.type", "goal.statement", "goal.facts_from", "goal.evidence.prompt_tokens_to_describe"),
    *("evaluation.metric", "evaluation.higher_is_better", "evaluation.target"),
    *("dataset.examples", "economics.training_cost", RESULTS),
)
"""After these answers the gate is asked what it would say."""

_REFUSED = {"FT403": "evaluation.target"}
_SAID_AT_ONCE = ("FT303", "FT306", "FT405", "FT105")


class Choice(Enum):
    """What becomes of the draft."""

    WRITE = "write"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class _Step:
    """A question that was answered, and what was known before it."""

    field: str
    before: Draft
    settled: frozenset[str]


class _Back(Exception):  # noqa: N818 - the way back to the question before
    pass


class _Again(Exception):  # noqa: N818 - the same question once more
    pass


Judge = Callable[[Draft, bool], Report]
"""The report on the change with the draft in it; with its evidence measured or without."""


def interview(draft: Draft, around: Around, judge: Judge) -> tuple[Draft, Choice]:
    """The draft with the answers, and whether it is to be written."""
    steps: list[_Step] = []
    settled: frozenset[str] = frozenset()  # reasons against that the author has overruled
    say(
        paint(
            DIM,
            "Enter takes what stands in [ ] or leaves the gap, ? tells more,\n"
            "< goes back, Ctrl-C ends without writing.\n",
        )
    )
    while True:
        one = next_question(draft, around, frozenset(step.field for step in steps))
        try:
            if one is None:
                return _finished(draft, judge, settled)
            answered = _asked(one, draft, around, first=not steps)
            judged = one.field in _JUDGED or one.field.endswith(".examples")
            if judged and answered != draft:
                answered, settled, done = _considered(one, answered, judge, settled)
                if done is not None:
                    return answered, done
            steps.append(_Step(one.field, draft, settled))
            draft = answered
        except _Again:
            continue
        except _Back:
            if steps:
                last = steps.pop()
                draft, settled = last.before, last.settled


def _asked(one: Question, draft: Draft, around: Around, *, first: bool) -> Draft:
    """The draft with the answer; asks again until it can be taken."""
    say("".join(f"{line}\n" for line in shown(one)))
    while True:
        typed = typed_line(f"[{one.suggested}] " if one.suggested else "")
        if typed == "<" and first:
            say("this is the first question\n")
        elif typed == "<":
            raise _Back
        elif typed == "?":
            say(more(one))
        elif not typed and not one.suggested:
            return draft
        else:
            try:
                return _applied(one, typed or one.suggested, draft, around)
            except WrongAnswer as why:
                say(f"  {safe(str(why), 400)}\n")


def _applied(one: Question, typed: str, draft: Draft, around: Around) -> Draft:
    """The draft with the answer in it, its numbers measured again; raises WrongAnswer."""
    value = one.reads(typed, around)
    if one.field == RESULTS:
        assert isinstance(value, tuple)  # noqa: S101 - what its reader gives
        files = tuple(each for each in value if isinstance(each, ResultFile))
        metric = draft.value("evaluation.metric")
        changed = with_results(draft, files, metric if isinstance(metric, str) else None)
        if changed == draft:
            raise WrongAnswer(f"`{typed}` holds no prompted result")
    else:
        field, value = _placed(one, value)
        changed = draft.having([(field, value)])
    if one.field == "goal.type":
        changed = with_alternatives(changed)
    if one.field.startswith(("evaluation.", RESULTS)):
        changed = measured(changed, around.found, around.session)
    wrong = load(changed.record.path, yaml_text(changed).encode())
    if isinstance(wrong, MalformedRecord):
        raise WrongAnswer(wrong.faults[0].message)
    return changed


def _placed(one: Question, value: object) -> tuple[str, object]:
    """The field that an answer belongs to: some may be given in two ways."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
        field, inner = value
        if field.startswith("goal.evidence."):
            return field, inner
    return one.field, value


def _considered(
    one: Question, draft: Draft, judge: Judge, settled: frozenset[str]
) -> tuple[Draft, frozenset[str], Choice | None]:
    """What the gate says to the answer; the way back when it does not fit the others."""
    report = judge(draft, False)
    path = draft.record.path
    mine = [it for it in report.standing if it.record == path]
    unfit = next((it for it in mine if _REFUSED.get(it.code) == one.field), None)
    if unfit is not None:
        say(f"  {safe(unfit.message, 400)}\n  {safe(unfit.remedy, 400)}\n")
        raise _Again
    for each in mine:
        if each.code in _SAID_AT_ONCE and each.code not in settled:
            say(folded(f"{each.severity.value}: {each.message}. {each.remedy} (< changes it)"))
            settled |= {each.code}
    reasons = tuple(it for it in against(report, path) if it.code not in settled)
    if not reasons:
        return draft, settled, None
    try:
        stopped, done = _stopped(draft, reasons)
    except _Back:
        raise _Again from None
    return stopped, settled | {it.code for it in reasons}, done


def _stopped(draft: Draft, reasons: tuple[Finding, ...]) -> tuple[Draft, Choice | None]:
    """Says plainly not to fine-tune, and asks what is to become of it; raises _Back for `<`."""
    say("\n" + plainly(reasons))
    say(
        "\n  w  write that down as a rejected decision\n  <  back to the question\n"
        "  c  go on with a proposal that the gate will refuse\n  q  end without writing\n"
    )
    while True:
        typed = typed_line("").casefold()
        if typed in ("w", "write"):
            return rejected(draft, reasons), Choice.WRITE
        if typed == "<":
            raise _Back
        if typed in ("c", "continue"):
            return draft, None
        if typed in ("q", "quit"):
            return draft, Choice.STOP
        say("  w, <, c or q\n")


def rejected(draft: Draft, reasons: tuple[Finding, ...]) -> Draft:
    """The draft as a decision against, with its reasons on top."""
    head = tuple(f"rejected: {one.code} {one.message}" for one in reasons)
    record: DecisionRecord = replace(draft.record, status=Status.REJECTED)
    return replace(draft, record=record, head=head).noted(("status", ""))


def _finished(draft: Draft, judge: Judge, settled: frozenset[str]) -> tuple[Draft, Choice]:
    """The verdict, and whether the record is to be written; raises _Back for `<`."""
    report = judge(draft, True)
    say("\n" + render("text", report))
    reasons = tuple(it for it in against(report, draft.record.path) if it.code not in settled)
    if reasons:
        stopped, done = _stopped(draft, reasons)
        if done is not None:
            return stopped, done
    gaps = sum(it.severity is Severity.ERROR for it in report.standing)
    ask = "Write it" if not gaps else "Write it with these errors open"
    say(f"\n{paint(BOLD, f'{ask} to {safe(draft.record.path)}?')} (yes, no, < goes back)\n")
    while True:
        typed = typed_line("[yes] ").casefold()
        if typed == "<":
            raise _Back
        if typed in ("", "y", "yes"):
            return draft, Choice.WRITE
        if typed in ("n", "no"):
            return draft, Choice.STOP
        say("  yes, no or <\n")
