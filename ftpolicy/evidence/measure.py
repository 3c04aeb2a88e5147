"""One case measured: its data counted, its results read, claim by claim.

Everything is read through the judged tree, within one budget for the whole run; what was not read
is said (FT210), never taken as good.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.evidence.claims import data_claims, unmeasured
from ftpolicy.evidence.data import case_data
from ftpolicy.evidence.locate import files_of
from ftpolicy.evidence.results import read
from ftpolicy.evidence.scores import scores
from ftpolicy.evidence.session import Session
from ftpolicy.evidence.tokens import tokens_of
from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Evidence, ResultFile
from ftpolicy.model.record_parts import Source
from ftpolicy.model.values import replace

MOST = 64 << 20
"""Bytes over which a single result file or prompt is not read."""


def measure(case: Case, session: Session) -> Evidence | None:
    """All evidence of a case with a well-shaped record, None for any other."""
    record = case.decision
    if record is None:
        return None
    data = case_data(record, case, session)
    baselines, tuned, claims = scores(
        record, lambda it: _results(session, it), session.today, data.questions
    )
    prompt_file = record.goal.evidence.prompt_file if record.goal is not None else None
    prompt = _text(session, prompt_file) if prompt_file else None
    tokens, by = tokens_of(prompt) if prompt is not None else (None, "")
    found = Evidence(
        sources=data.sources,
        examples=data.examples,
        count=data.count,
        training=data.training,
        test_set=data.test_set,
        baselines=baselines,
        tuned=tuned,
        prompt_tokens=tokens,
        prompt_tokens_by=by,
    )
    all_claims = (*data_claims(record, found), *claims)
    return replace(found, claims=all_claims, unmeasured=tuple(unmeasured(found)))


def _results(session: Session, sources: tuple[Source, ...]) -> tuple[ResultFile, ...]:
    """What the named files hold; those of one list are read together, siblings need each other."""
    found: list[ResultFile] = []
    wanted: dict[str, None] = {}
    for each in sources:
        if not each.path:
            found.append(ResultFile(each.uri or each.hub or "", fault="it stands elsewhere"))
            continue
        files = files_of(session.tree, each.path)
        if not files:
            found.append(ResultFile(each.path, fault="it is not in the tree"))
        wanted.update(dict.fromkeys(files))
    held = tuple(_held(session, tuple(wanted), found))
    return (*read(held, text_of=lambda path: _bytes(session, path)), *found)


def _held(
    session: Session, paths: tuple[str, ...], found: list[ResultFile]
) -> Iterator[tuple[str, bytes]]:
    for path, data in session.tree.snapshot.read_all(paths, MOST):
        if data is None:
            fault = f"it is larger than {MOST >> 20} MiB, so it was not read"
            found.append(ResultFile(path, fault=fault))
        else:
            yield path, data


def _text(session: Session, path: str) -> str | None:
    data = _bytes(session, path)
    return None if data is None else data.decode("utf-8-sig", "replace")


def _bytes(session: Session, path: str) -> bytes | None:
    files = files_of(session.tree, path)
    held = session.tree.snapshot.read_all(files[:1], MOST)
    return next((data for _, data in held), None)
