"""The audit as one JSON document: what it comes to, what has changed, and every row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from ftpolicy import __version__
from ftpolicy.audit.formats import Audited
from ftpolicy.audit.lines import line_of
from ftpolicy.audit.totals import Totals


def render(audited: Audited) -> Iterator[str]:
    head: dict[str, object] = {
        "schema_version": 1,
        "ftpolicy_version": __version__,
        "judged_at": audited.judged_at,
        "summary": summary(audited.totals),
        "trend": asdict(audited.trend) if audited.trend is not None else None,
    }
    opening = json.dumps(head, indent=2).removesuffix("\n}")
    yield f'{_quiet(opening)},\n  "repositories": ['
    mark = "\n    "
    for row in audited.rows():
        yield mark + _quiet(line_of(row))
        mark = ",\n    "
    yield "\n  ]\n}\n"


def summary(totals: Totals) -> Mapping[str, object]:
    """The totals as plain values."""
    return {
        "repositories": _sorted(totals.repositories),
        "tuning_repositories_by_gate": _sorted(totals.tuning),
        "tuning_files": _sorted(totals.files),
        "coverage": None if totals.coverage is None else round(totals.coverage, 4),
        "frameworks": _sorted(totals.frameworks),
        "methods": _sorted(totals.methods),
        "base_models": _sorted(totals.base_models),
        "verdicts": _sorted(totals.verdicts),
        "findings": _sorted(totals.severities),
        "records": _sorted(totals.statuses),
        "attention": _sorted(totals.attention),
        "uncovered_commits": totals.commits,
        "refused_budgets": [
            {
                "currency": one.currency,
                "per": one.per,
                "amount": str(one.amount),
                "decisions": one.decisions,
            }
            for one in totals.unspent
        ],
        "shared_data_sets": [
            {
                "mark": uses[0][1].mark,
                "used": [
                    {"repository": name, "name": use.name, "path": use.path} for name, use in uses
                ],
            }
            for uses in totals.shared
        ],
        "left_out": totals.left_out,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}


def _quiet(text: str) -> str:
    """As in the report: no text opens a command that a runner would find in a line."""
    return text.replace("##", "#\\u0023")
