"""The claims of a record about data and prompt, each beside what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ftpolicy.model.evidence import (
    LEVELS,
    DataEvidence,
    Evidence,
    Level,
    Measured,
    Standing,
    Unmeasured,
)
from ftpolicy.model.record import DecisionRecord

LEAST_BYTES = 25
"""A chat example takes at least so many bytes, so a file of a known size holds no more rows than
its size divided by them (evidence-formats 2: measured on the smallest record of that shape).
"""


def most_rows(size: int) -> int:
    """The most examples that so many bytes can hold."""
    return size // LEAST_BYTES


def least_level(sets: Sequence[DataEvidence]) -> Level:
    """The level of several sets together: that of the one known least."""
    return min((each.level for each in sets), key=LEVELS.index, default=Level.MISSING)


def data_claims(record: DecisionRecord, found: Evidence) -> Iterator[Measured]:
    """One entry for each number that the record states of data, and of its prompt."""
    dataset = record.dataset
    used = tuple(each for one in found.training for each in one.sets) or found.sources
    if dataset is not None and (dataset.examples is not None or found.sources):
        yield _compared(
            "dataset.examples",
            dataset.examples,
            found.examples if any(map(_measured, used)) else None,
            least_level(used),
            used,
        )
    for index, one in enumerate(found.sources):
        if one.stated is not None and (len(found.sources) > 1 or dataset is None):
            measured = one.examples if _measured(one) else None
            claim = f"dataset.sources.{index}.examples"
            yield _compared(claim, one.stated, measured, one.level, (one,))
    test = found.test_set
    if test is not None:
        rows = test.count.rows - test.count.bad if test.count is not None else test.rows
        yield _compared("evaluation.test_set.examples", test.stated, rows, test.level, (test,))
    yield from _prompt_claim(record, found)


def unmeasured(found: Evidence) -> Iterator[Unmeasured]:
    """What could not be measured although it stands in the repository, once for each reason."""
    seen = set()
    several = (*found.sources, *(it for one in found.training for it in one.sets))
    for one in (*several, *((found.test_set,) if found.test_set is not None else ())):
        if one.why and one.level is not Level.MISSING and one.why not in seen:
            seen.add(one.why)
            yield Unmeasured(_claim_of(one, found), f"`{one.name}`: {one.why}")
    for score in (*found.baselines, *found.tuned):
        read = any(file.runs for file in score.files)
        for file in score.files:
            told = bool(file.extra) or read  # else FT106 tells it: nothing backs the score
            if told and file.fault and file.fault not in seen:
                seen.add(file.fault)
                yield Unmeasured(f"{score.field}.results", f"`{file.path}`: {file.fault}")


def _claim_of(one: DataEvidence, found: Evidence) -> str:
    if one is found.test_set:
        return "evaluation.test_set"
    index = next((i for i, each in enumerate(found.sources) if each is one), None)
    return "dataset.examples" if index is None else f"dataset.sources.{index}"


def _measured(one: DataEvidence) -> bool:
    return one.count is not None or one.rows is not None


def _compared(
    claim: str,
    claimed: int | None,
    measured: int | None,
    level: Level,
    sets: Sequence[DataEvidence],
) -> Measured:
    """More in the files than claimed supports the claim; fewer contradicts it."""
    note = next((f"`{each.name}`: {each.why}" for each in sets if each.why), "")
    sizes = [each.size for each in sets if each.size is not None]
    shown = None if measured is None else str(measured)
    if measured is None and sizes and len(sizes) == len(sets):
        most = sum(map(most_rows, sizes))
        if claimed is not None and claimed > most:
            return _one(claim, claimed, f"at most {most}", level, Standing.CONTRADICTED, sets, note)
    if measured is None:
        standing = Standing.NOT_COMPUTABLE
    else:
        enough = claimed is None or measured >= claimed
        standing = Standing.SUPPORTED if enough else Standing.CONTRADICTED
    return _one(claim, claimed, shown, level, standing, sets, note)


def _one(
    claim: str,
    claimed: int | None,
    measured: str | None,
    level: Level,
    standing: Standing,
    sets: Sequence[DataEvidence],
    note: str,
) -> Measured:
    files = [path for each in sets for path in each.files] or [each.name for each in sets]
    source = ", ".join(dict.fromkeys(files)) or None
    text = None if claimed is None else str(claimed)
    return Measured(claim, text, measured, level, standing, source, note)


def _prompt_claim(record: DecisionRecord, found: Evidence) -> Iterator[Measured]:
    shown = record.goal.evidence if record.goal is not None else None
    if shown is None or shown.prompt_file is None:
        return
    claim = "goal.evidence.prompt_tokens_to_describe"
    claimed, measured = shown.prompt_tokens_to_describe, found.prompt_tokens
    text = None if claimed is None else str(claimed)
    if measured is None:
        why = "the prompt file is not in the tree"
        standing = Standing.NOT_COMPUTABLE
        yield Measured(claim, text, None, Level.MISSING, standing, shown.prompt_file, why)
        return
    supported = claimed is None or claimed <= measured * 1.1
    yield Measured(
        claim,
        text,
        str(measured),
        Level.COUNTED,
        Standing.SUPPORTED if supported else Standing.CONTRADICTED,
        shown.prompt_file,
        f"by {found.prompt_tokens_by}",
    )
