"""The JSON report; its shape is `schemas/report.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ftpolicy.model.detection import Detection
from ftpolicy.model.finding import Finding, JudgedCase, Report, Severity

Value = str | int | float | bool | None | list["Value"] | Mapping[str, "Value"]


def render(report: Report) -> str:
    return dumps(as_value(report))


def dumps(value: Value) -> str:
    """ASCII only, so that odd bytes of paths (lone surrogates) survive any pipe.

    No text in it opens a workflow command: runners find `##[` anywhere in a line.
    """
    return json.dumps(value, indent=2).replace("##", "#\\u0023") + "\n"


def as_value(report: Report) -> Value:
    """The report as plain values."""
    return {
        "schema_version": 1,
        "ftpolicy_version": report.version,
        "judged_at": report.judged_at,
        "scope": report.label,
        "base": report.base,
        "head": report.head,
        "policy": {
            "source": report.policy.source,
            "sha256": report.policy.sha256,
            "mode": report.policy.mode,
        },
        "summary": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "waived": len(report.waived),
            "baseline": len(report.baselined),
            "changed_files": report.changed_files,
            "tuning_files": len({one.path for one in report.detections}),
            "covered": report.covered,
        },
        "detections": [detection(one) for one in report.detections],
        "cases": [_case(one) for one in report.cases],
        "findings": [_finding(one) for one in report.findings],
    }


def detection(one: Detection) -> Value:
    """One detection, as in the report and in `scan --format json`."""
    return {
        "path": one.path,
        "line": one.location.line,
        "detector": one.detector,
        "confidence": one.confidence.value,
        "method": one.premises.method,
        "technique": one.technique,
        "base_model": one.premises.base_model,
        "datasets": None if one.premises.datasets is None else list(one.premises.datasets),
    }


def _case(one: JudgedCase) -> Value:
    case = one.case
    record, decision = case.record, case.decision
    return {
        "record": record.path if record is not None else None,
        "record_id": record.id if record is not None else None,
        "record_sha256": record.sha256 if record is not None else None,
        "decision_digest": decision.digest if decision is not None else None,
        "status": record.status.value if record is not None and record.status else None,
        "verdict": one.verdict.value,
        "covers": [found.path for found in case.detections],
        "measured": [
            {
                "claim": measured.claim,
                "claimed": measured.claimed,
                "measured": measured.measured,
                "level": measured.level.value,
                "standing": measured.standing.value,
                "source": measured.source,
            }
            for measured in (case.evidence.claims if case.evidence is not None else ())
        ],
    }


def _finding(one: Finding) -> Value:
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "path": one.location.path,
        "line": one.location.line,
        "column": one.location.column,
        "message": one.message,
        "remedy": one.remedy,
        "record": one.record,
        "waived": one.waived is not None,
        "baseline": one.baseline is not None,
    }
