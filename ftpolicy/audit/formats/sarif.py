"""SARIF 2.1.0 with one run for each repository: its findings, or why it was not judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ftpolicy import __version__
from ftpolicy.audit.formats import Audited
from ftpolicy.model.audit import FAILED, Row, Told
from ftpolicy.model.regex import regex
from ftpolicy.report.safe import address, safe

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_FILES = regex(r"/(?:-/)?(?:blob|src)/")  # what follows the repository in `page`
_LONGEST = 600
_LONGEST_PATH = 4096


def render(audited: Audited) -> Iterator[str]:
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": ['
    mark = "\n"
    for row in audited.rows():
        yield mark + json.dumps(_run(row)).replace("##", "#\\u0023")
        mark = ",\n"
    yield "\n]}\n"


def _run(row: Row) -> Mapping[str, object]:
    """A repository; its name tells its results apart from those of the others."""
    codes = sorted({one.code for one in row.told})
    told = [{"level": "error", "message": {"text": _plain(row.reason)}}] if row.reason else []
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "ftpolicy",
                "semanticVersion": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "automationDetails": {"id": f"ftpolicy/{address(row.name)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": row.state != FAILED, "toolExecutionNotifications": told}
        ],
        "results": [_result(one, codes.index(one.code)) for one in row.told],
    }
    if row.page:
        run["versionControlProvenance"] = [
            {"repositoryUri": _FILES.split(row.page)[0], "revisionId": row.commit}
        ]
    return run


def _rule(code: str) -> Mapping[str, object]:
    from ftpolicy.rules import load

    known = next((one for one in load() if one.rule.code == code), None)
    if known is None:
        return {"id": code}
    rule = known.rule
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in known.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": f"{rule.why}\n\nWhat to do: {rule.remedy}"},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(one: Told, index: int) -> Mapping[str, object]:
    uri = address(one.path[:_LONGEST_PATH])
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": _plain(one.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {"startLine": one.line},
                }
            }
        ],
    }


def _plain(text: str) -> str:
    """Text of a message, in which `[words](address)` would be a link."""
    return safe(text, _LONGEST).replace("](", "] (")
