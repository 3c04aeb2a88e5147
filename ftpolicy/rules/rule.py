"""What a rule is, and the samples that are its tests and its documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import ModuleType
from typing import Protocol, TypeAlias, cast

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity, Verdict
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.run import Asked, Run
from ftpolicy.model.source import Location
from ftpolicy.model.values import dataclass, field

UNDECIDED = ("FT001", "FT002", "FT005", "FT009")
"""The codes that leave nothing to judge: each stops FT1 to FT6 of its case."""

SAMPLE_TODAY = date(2026, 11, 22)
"""The day on which samples are judged; the honest record of the tests is dated before it."""


Text: TypeAlias = "str | Callable[[], str]"
"""The text of a file, or what makes it when it is wanted: rules are loaded on every run."""


def text_of(text: Text) -> str:
    """The text of a sample's file."""
    return text if isinstance(text, str) else text()


@dataclass(frozen=True, slots=True)
class Sample:
    """A small repository as data: how it differs from the honest one (the tests build it).

    The honest repository holds `decisions/billing-support-voice.yaml` and the Axolotl config
    `configs/billing/train.yaml` that it covers. `set` changes fields of that record by dotted
    path (`few_shot_baselines.0.score`), `drop` removes some. `files` adds or replaces other
    files of the judged tree, None removes one. `before` is the tree at the base as differences
    from the judged tree; without it the base is empty and everything is added. `links` and
    `submodules` add entries of those kinds. `policy` is the base's `.ftpolicy.yaml`.
    """

    set: Mapping[str, object] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    files: Mapping[str, Text | None] = field(default_factory=dict)
    before: Mapping[str, str | None] | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    submodules: tuple[str, ...] = ()
    policy: str = ""
    today: date = SAMPLE_TODAY
    enforcing: bool = False
    whole: bool = False
    also: tuple[str, ...] = ()  # codes that cannot but come with it
    note: str = ""


def sample(
    change: Mapping[str, object] | None = None,
    *drop: str,
    files: Mapping[str, Text | None] | None = None,
    before: Mapping[str, str | None] | None = None,
    links: Mapping[str, str] | None = None,
    submodules: tuple[str, ...] = (),
    policy: str = "",
    today: date = SAMPLE_TODAY,
    enforcing: bool = False,
    whole: bool = False,
    also: tuple[str, ...] = (),
    note: str = "",
) -> Sample:
    """A Sample that reads as a sentence: `sample({"dataset.examples": 99})`."""
    return Sample(
        set=change or {},
        drop=drop,
        files=files or {},
        before=before,
        links=links or {},
        submodules=submodules,
        policy=policy,
        today=today,
        enforcing=enforcing,
        whole=whole,
        also=also,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's fixed part; its code and name equal its file's name.

    `needs` names the codes whose finding on the same case silences this rule. `clock` marks a
    rule that also runs on cases which the change does not touch, where only its `due` findings
    are kept, as notes.
    """

    code: str
    severity: Severity
    summary: str
    why: str
    remedy: str
    needs: tuple[str, ...] = ()
    verdict: Verdict | None = None
    clock: bool = False
    settings: tuple[str, ...] = ()
    passes: tuple[Sample, ...] = ()
    fails: tuple[Sample, ...] = ()

    @property
    def group_verdict(self) -> Verdict:
        """The verdict that an error of this rule means."""
        return self.verdict or _GROUP_VERDICTS[self.code[2]]


_GROUP_VERDICTS = {
    "0": Verdict.CORRECT_THE_RECORD,
    "1": Verdict.KEEP_PROMPTING,
    "2": Verdict.COLLECT_DATA,
    "3": Verdict.STATE_GOAL,
    "4": Verdict.DEFINE_METRIC,
    "5": Verdict.PLAN_RETRAINING,
    "6": Verdict.DOES_NOT_PAY,
    "9": Verdict.CORRECT_THE_RECORD,
}


def finding(
    rule: Rule,
    message: str,
    place: Location,
    *,
    remedy: str | None = None,
    severity: Severity | None = None,
    verdict: Verdict | None = None,
    due: bool = False,
) -> Finding:
    """A finding of `rule`; what is not given is the rule's own. The pipeline fills in the case."""
    return Finding(
        code=rule.code,
        name="",
        severity=severity or rule.severity,
        message=message,
        remedy=remedy or rule.remedy,
        location=place,
        verdict=verdict or rule.group_verdict,
        due=due,
    )


def at(record: DecisionRecord, dotted: str) -> Location:
    """Where a field of the record stands, or its nearest parent."""
    return record.places.of(dotted)


class CaseRule(Protocol):
    """A module of this folder that judges one case."""

    RULE: Rule

    def check(self, case: Case, asked: Asked) -> Iterator[Finding]:
        """The findings of one case."""


class RunRule(Protocol):
    """A module of this folder that judges what has no case."""

    RULE: Rule

    def check_run(self, run: Run, asked: Asked) -> Iterator[Finding]:
        """The findings of the run."""


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its name and whichever check its module has."""

    rule: Rule
    name: str
    case: CaseRule | None
    run: RunRule | None


def loaded(module: ModuleType, name: str) -> LoadedRule:
    """The rule of a module; raises TypeError for one without RULE or without a check."""
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"{module.__name__} has no RULE")
    case = cast("CaseRule", module) if hasattr(module, "check") else None
    run = cast("RunRule", module) if hasattr(module, "check_run") else None
    if case is None and run is None:
        raise TypeError(f"{module.__name__} has neither check nor check_run")
    return LoadedRule(rule, name, case, run)
