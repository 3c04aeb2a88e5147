"""The adoption baseline: read from trees, applied to findings, and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.baseline import BaselineEntry, differences, entry_of
from ftpolicy.model.case import Case
from ftpolicy.model.change import EntryKind, Snapshot
from ftpolicy.model.finding import Finding
from ftpolicy.model.record import Fault
from ftpolicy.model.source import ListNode, Location, MapNode, Unparsed
from ftpolicy.model.values import replace
from ftpolicy.parse.plain import plain
from ftpolicy.parse.quote import yaml_word
from ftpolicy.parse.schema import faults
from ftpolicy.parse.strict import strict_faults
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.parse.yaml_text import compose
from ftpolicy.policy.refused import refused

FILE = ".ftpolicy-baseline.yaml"

_SUBJECT = "baseline"
_HEAD = """\
# Tuning files that had no decision record when the gate came (`ftpolicy baseline show`).
# An entry holds until its premises change or the file moves. Entries only ever go away:
# `ftpolicy baseline prune` removes those that nothing needs.
schema_version: 1
"""


def load(trees: Iterable[Snapshot]) -> tuple[BaselineEntry, ...]:
    """The entries of every tree, each once, sorted; raises FtpolicyError for a malformed file."""
    found = dict.fromkeys(entry for tree in trees for entry in _of_tree(tree))
    return tuple(sorted(found, key=lambda it: it.order))


def _of_tree(tree: Snapshot) -> tuple[BaselineEntry, ...]:
    entry = tree.entry(FILE)
    if entry is None:
        return ()
    if entry.kind is not EntryKind.FILE:
        raise FtpolicyError(
            f"`{FILE}` is a {entry.kind.value}: the baseline must be a regular file"
        )
    return read(tree.read(FILE) or b"", FILE)


def read(data: bytes, name: str) -> tuple[BaselineEntry, ...]:
    """The entries of a file; raises FtpolicyError that lists its faults by line."""
    text = decode(data)
    if isinstance(text, Undecodable):
        place = Location(name, text.line)
        raise refused(_SUBJECT, [Fault(f"cannot be read: {text.reason}", place)])
    composed = compose(text.text)
    if isinstance(composed, Unparsed):
        place = Location(name, composed.line, composed.column)
        raise refused(_SUBJECT, [Fault(f"cannot be read: {composed.reason}", place)])
    node = composed.documents[0] if composed.documents else MapNode((), 1, 1)
    found = strict_faults(composed, name, _SUBJECT) or faults(node, _SUBJECT, name)
    if found:
        raise refused(_SUBJECT, found)
    listed = node.get("entries") if isinstance(node, MapNode) else None
    items = listed.items if isinstance(listed, ListNode) else ()
    return tuple(_entry(each, name) for each in items if isinstance(each, MapNode))


def _entry(node: MapNode, name: str) -> BaselineEntry:
    values = plain(node)
    stated: Mapping[str, object] = values if isinstance(values, dict) else {}
    model, method, datasets = (stated.get(key) for key in ("base_model", "method", "datasets"))
    return BaselineEntry(
        path=str(stated["path"]),
        base_model=None if model is None else str(model),
        method=None if method is None else str(method),
        datasets=tuple(sorted({*map(str, datasets)})) if isinstance(datasets, list) else None,
        location=Location(name, node.line, node.column),
    )


def text(entries: Iterable[BaselineEntry]) -> str:
    """The file: sorted, without dates or line numbers, equal for equal entries."""
    known = sorted(dict.fromkeys(entries), key=lambda it: it.order)
    if not known:
        return f"{_HEAD}entries: []\n"
    return f"{_HEAD}entries:\n" + "".join(f"{line}\n" for each in known for line in _lines(each))


def _lines(entry: BaselineEntry) -> Iterator[str]:
    yield f"  - path: {yaml_word(entry.path)}"
    if entry.base_model is not None:
        yield f"    base_model: {yaml_word(entry.base_model)}"
    if entry.method is not None:
        yield f"    method: {entry.method}"
    if entry.datasets is not None:
        yield f"    datasets: [{', '.join(map(yaml_word, entry.datasets))}]"


def needed(cases: Iterable[Case], entries: Iterable[BaselineEntry]) -> dict[int, BaselineEntry]:
    """The entry that holds for each case, by the place of the case; the others have none."""
    known = {entry: entry for entry in entries}
    found = ((index, known.get(entry_of(it.detections[0]))) for index, it in bare(cases))
    return {index: entry for index, entry in found if entry is not None}


def apply(
    findings: Iterable[Finding], cases: tuple[Case, ...], entries: tuple[BaselineEntry, ...]
) -> tuple[Finding, ...]:
    """The findings, silenced where they belong to a tuning file whose entry holds."""
    held = needed(cases, entries) if entries else {}
    return tuple(
        replace(one, baseline=held[one.case]) if one.case is not None and one.case in held else one
        for one in findings
    )


def outgrown(cases: tuple[Case, ...], entries: tuple[BaselineEntry, ...]) -> tuple[Case, ...]:
    """The cases, and of those whose file is noted with other premises how they differ."""
    held = needed(cases, entries)
    left = {entry.path: entry for entry in reversed(entries) if entry not in held.values()}
    if not left:
        return cases
    told = list(cases)
    for index, case in bare(cases):
        noted = left.get(case.detections[0].path)
        if noted is not None and index not in held:
            told[index] = replace(case, outgrown=differences(noted, entry_of(case.detections[0])))
    return tuple(told)


def bare(cases: Iterable[Case]) -> Iterator[tuple[int, Case]]:
    """The cases of files that never had a record: what a record refused stays refused."""
    for index, case in enumerate(cases):
        if case.record is None and not case.dead and not case.lost:
            yield index, case
