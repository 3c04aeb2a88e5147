"""FT209: data that cannot be counted here is not pinned, or does not state its count."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.case import Case
from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked
from ftpolicy.rules.rule import UNDECIDED, Rule, at, finding, sample
from ftpolicy.rules.sample_files import TUNING, tuning_file
from ftpolicy.rules.wording import blank, ticked

_ON_HUB = {TUNING: tuning_file(data="datasets: [{path: acme/voice}]")}
_REVISION = "9f31c0e5d1c2a7b84e6f0a1b2c3d4e5f60718293"

RULE = Rule(
    code="FT209",
    severity=Severity.WARNING,
    summary="data that cannot be counted here lacks a revision, sha256 or pointer id, or a stated "
    "count on that source",
    why="Data outside the repository may change after the decision. A revision or checksum says "
    "which data was meant, and a count on the source says how much of it there is.",
    remedy="Write `revision` (a commit, not a branch) or `sha256`, and `examples`, on the source.",
    needs=UNDECIDED,
    passes=(
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": _REVISION, "examples": 1240}]},
            files=_ON_HUB,
        ),
    ),
    fails=(
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "examples": 1240}]},
            files=_ON_HUB,
        ),
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": "main", "examples": 1240}]},
            files=_ON_HUB,
            note="a branch moves",
        ),
        sample(
            {"dataset.sources": [{"hub": "acme/voice", "revision": _REVISION}]},
            files=_ON_HUB,
            note="no count on the source",
        ),
    ),
)


def check(case: Case, asked: Asked) -> Iterator[Finding]:
    record = case.decision
    if record is None:
        return
    counted = case.evidence is not None and case.evidence.examples is not None
    if record.dataset is None and not counted:
        return  # that there is no data is FT201
    sources = record.dataset.sources if record.dataset is not None else ()
    if not sources:
        yield finding(
            RULE,
            "the record names no data under `dataset.sources`",
            at(record, "dataset.sources"),
            remedy="Name each data set under `dataset.sources`, as the tuning file does.",
        )
    for index, source in enumerate(sources):
        name = source.hub or source.uri
        if name is None:
            if blank(source.path):
                yield finding(
                    RULE,
                    "this source has neither `path`, `hub` nor `uri`",
                    at(record, f"dataset.sources.{index}"),
                    remedy="Say where the data stands: `path`, `hub` or `uri`.",
                )
            continue
        lacks = [] if source.pinned else ["revision", "sha256"]
        lack = f"no {ticked(lacks, 'or')}" if lacks else ""
        if source.examples is None:
            lack = f"{lack} and no `examples`" if lack else "no `examples`"
        if lack:
            yield finding(
                RULE,
                f"`{name}` cannot be counted here, and its source has {lack}",
                at(record, f"dataset.sources.{index}"),
            )
