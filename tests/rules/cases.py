"""Cases built by hand, and what one rule says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ftpolicy.model.case import Case
from ftpolicy.model.detection import Confidence, Detection, Premises
from ftpolicy.model.finding import Finding
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.run import Asked, Run
from ftpolicy.model.source import Location
from ftpolicy.records.load import load as load_record
from ftpolicy.rules import load
from ftpolicy.rules.rule import Sample
from tests.honest import RECORD_PATH, TUNING_PATH
from tests.samples import files

RULES = {one.rule.code: one for one in load()}
ASKED = Asked(today=date(2026, 11, 22))
KNOWN = Premises("meta-llama/Llama-3.1-8B-Instruct", "sft", ("data/billing_train.jsonl",))


def detection(premises: Premises = KNOWN, path: str = TUNING_PATH) -> Detection:
    return Detection("axolotl", Confidence.CERTAIN, premises, "lora", Location(path, 1, 1, 10), ())


def record(change: Mapping[str, object] | None = None, *drop: str) -> DecisionRecord:
    text = files(Sample(set=change or {}, drop=drop))[RECORD_PATH]
    found = load_record(RECORD_PATH, text.encode())
    assert isinstance(found, DecisionRecord)
    return found


HONEST = record()


def check(code: str, case: Case, asked: Asked = ASKED) -> list[Finding]:
    judge = RULES[code].case
    assert judge is not None
    return list(judge.check(case, asked))


def check_run(code: str, run: Run, asked: Asked = ASKED) -> list[Finding]:
    judge = RULES[code].run
    assert judge is not None
    return list(judge.check_run(run, asked))


def messages(found: list[Finding]) -> list[str]:
    return [one.message for one in found]
