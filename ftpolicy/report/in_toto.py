"""An in-toto statement over policy, records and report, for the CI to sign.

It is unsigned: the CI wraps and signs it (cosign, `actions/attest`). The digest of the report is
that of the `json` format of the same run.
"""

from __future__ import annotations

import hashlib

from ftpolicy.model.finding import JudgedCase, Report, Severity
from ftpolicy.report import json_report
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.safe import visible
from ftpolicy.report.wording import overall

_STATEMENT = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"


def render(report: Report) -> str:
    report_text = json_report.render(report)
    policy: Value = {
        "name": f"policy: {visible(report.policy.source)}",
        "digest": {"sha256": report.policy.sha256},
    }
    subject: list[Value] = [
        policy,
        *_records(report),
        {"name": "report.json", "digest": {"sha256": _sha256(report_text)}},
    ]
    if report.head is not None:
        subject.append({"name": "head", "digest": {"gitCommit": report.head}})
    return dumps(
        {
            "_type": _STATEMENT,
            "subject": subject,
            "predicateType": _PREDICATE,
            "predicate": {
                "result": _result(report),
                "configuration": [policy],
                **_tests(report),
                "verdict": _verdict(report),
                "mode": report.policy.mode,
                "judgedAt": report.judged_at,
                "verifier": f"ftpolicy {report.version}",
            },
        }
    )


def _records(report: Report) -> list[Value]:
    """Each judged record once, with the digest of its bytes."""
    found: dict[str, str] = {}
    for one in report.cases:
        record = one.case.record
        if record is not None and record.sha256:
            found[record.path] = record.sha256
    return [{"name": visible(path), "digest": {"sha256": found[path]}} for path in sorted(found)]


def _result(report: Report) -> str:
    if report.count(Severity.ERROR):
        return "FAILED"
    return "WARNED" if report.count(Severity.WARNING) else "PASSED"


def _verdict(report: Report) -> str | None:
    verdict = overall(report)
    return verdict.value if verdict is not None else None


def _tests(report: Report) -> dict[str, list[Value]]:
    """The judged cases by how they ended, each named by its record or tuning file."""
    named: dict[str, list[Value]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for index, one in enumerate(report.cases):
        levels = {it.severity for it in report.standing if it.case == index}
        end = "passedTests"
        if levels:
            end = "failedTests" if Severity.ERROR in levels else "warnedTests"
        if levels == {Severity.NOTE}:
            end = "passedTests"
        named[end].append(_name(one))
    return named


def _name(one: JudgedCase) -> str:
    decision = one.case.decision
    path = visible(one.case.place.path)
    return f"{visible(decision.id)} ({path})" if decision is not None else path


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
