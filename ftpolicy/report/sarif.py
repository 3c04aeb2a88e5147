"""SARIF 2.1.0, as GitHub code scanning reads it.

Waived findings are left out: code scanning reads no suppressions and would open an alert.
"""

from __future__ import annotations

from ftpolicy.model.finding import Finding, Report, RuleText, Severity
from ftpolicy.model.source import Location
from ftpolicy.report.json_report import Value, dumps
from ftpolicy.report.order import fingerprints, ranked, within
from ftpolicy.report.safe import address, safe

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
_MOST = 5000  # code scanning keeps no more of a run
_LONGEST = 600
_LONGEST_PATH = 4096  # encoded, still what .NET takes for an address


def render(report: Report) -> str:
    rules = {one.code: index for index, one in enumerate(report.rules)}
    known = fingerprints(report)
    shown, more = within(ranked(report), _MOST)
    notes = (*report.notes, *((f"{more} more findings are left out",) if more else ()))
    return dumps(
        {
            "$schema": _SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "ftpolicy",
                            "semanticVersion": report.version,
                            "rules": [_rule(one) for one in report.rules],
                        }
                    },
                    "automationDetails": {"id": "ftpolicy/"},
                    "columnKind": "unicodeCodePoints",
                    "invocations": [
                        {
                            "executionSuccessful": True,
                            "toolExecutionNotifications": [
                                {"level": "note", "message": {"text": _plain(note)}}
                                for note in notes
                            ],
                        }
                    ],
                    "results": [_result(one, rules, known[one]) for one in shown],
                }
            ],
        }
    )


def _rule(one: RuleText) -> Value:
    return {
        "id": one.code,
        "name": "".join(word.capitalize() for word in one.name.split("-")),
        "shortDescription": {"text": _opened(one.summary)},
        "fullDescription": {"text": _opened(one.why)},
        "help": {
            "text": f"{_opened(one.summary)}\n\nWhy: {one.why}\n\nWhat to do: {one.remedy}",
            "markdown": (
                f"**{one.code} {one.name}**: {one.summary}\n\n**Why**: {one.why}\n\n"
                f"**What to do**: {one.remedy}\n\n"
                f"More, with examples: `ftpolicy explain {one.code}`"
            ),
        },
        "defaultConfiguration": {"level": one.severity.value},
        "properties": {
            "precision": "high",
            "problem.severity": _PROBLEMS[one.severity],
            "tags": ["fine-tuning", "policy"],
        },
    }


def _result(one: Finding, rules: dict[str, int], fingerprint: str) -> Value:
    result: dict[str, Value] = {
        "ruleId": one.code,
        "level": one.severity.value,
        "message": {"text": f"{_sentence(_plain(one.message))} {_plain(one.remedy)}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": address(one.location.path[:_LONGEST_PATH])},
                    "region": _region(one.location),
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    if one.code in rules:
        result["ruleIndex"] = rules[one.code]
    return result


def _region(place: Location) -> Value:
    region: dict[str, Value] = {"startLine": place.line, "startColumn": place.column}
    if place.width:
        region["endColumn"] = place.column + place.width
    return region


def _plain(text: str) -> str:
    """Text of a message, in which `[words](address)` would be a link."""
    return safe(text, _LONGEST).replace("](", "] (")


def _opened(text: str) -> str:
    """A sentence that opens with a capital."""
    return _sentence(text[:1].upper() + text[1:])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
