"""Numbers of a record changed in place: comments, order, quotes and line ends stay."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.regex import regex
from ftpolicy.records.load import load

_NUMBER = regex(r"""(["']?)[-+]?[\d_]*\.?\d[\d_]*(?:[eE][-+]?\d+)?\1""")


def with_numbers(data: bytes, path: str, numbers: Mapping[str, str]) -> tuple[bytes, list[str]]:
    """The record with these fields (dotted) set, and the fields that were.

    A field that is not there is added to its block when the block has another field to stand
    beside. Raises FtpolicyError when the file is no well-shaped record, or would not be after it.
    """
    record = load(path, data)
    if not isinstance(record, DecisionRecord):
        raise FtpolicyError(f"`{path}` is no well-shaped decision record, so it was not written to")
    lines = data.decode("utf-8").split("\n")
    done = []
    for field, number in sorted(numbers.items(), key=lambda pair: _line(record, pair[0])):
        current = load(path, "\n".join(lines).encode())
        assert isinstance(current, DecisionRecord)  # noqa: S101 - each step below was checked
        trial = list(lines)
        if _set(trial, current, field, number) and _only_that(current, trial, path, field):
            lines = trial
            done.append(field)
    return "\n".join(lines).encode(), done


def _line(record: DecisionRecord, field: str) -> int:
    return record.places.of(field).line


def _set(lines: list[str], record: DecisionRecord, field: str, number: str) -> bool:
    if record.places.has(field):
        place = record.places.of(field)
        start, line = place.column - 1, lines[place.line - 1]
        old = _NUMBER.match(line, start)
        if old is None:
            return False
        lines[place.line - 1] = line[:start] + old[1] + number + old[1] + line[old.end() :]
        return True
    block, _, key = field.rpartition(".")
    return record.places.has(block) and _add(lines, record, block, key, number)


def _add(lines: list[str], record: DecisionRecord, block: str, key: str, number: str) -> bool:
    """Behind the key when it stands there without a value, else on a line of its own."""
    depth = block.count(".") + 1
    inside = [
        line
        for name, line, _, _ in record.places.known
        if name.startswith(f"{block}.") and name.count(".") == depth
    ]
    first = record.places.of(block).line
    for at in range(first - 1, len(lines)):
        text = lines[at]
        if at >= first and text.strip() and not text.startswith((" ", "-", "#")):
            break
        bare = re.match(rf"\s+{re.escape(key)}:(?=\s*(?:#|$))", text)
        if bare is not None and at >= first:
            lines[at] = f"{bare[0]} {number}{text[bare.end() :]}"
            return True
    for line in inside:
        beside = re.match(r"(\s+)[\w-]+:", lines[line - 1])
        if beside is not None:
            end = "\r" if lines[line - 1].endswith("\r") else ""
            lines.insert(line - 1, f"{beside[1]}{key}: {number}{end}")
            return True
    return False


def _only_that(before: DecisionRecord, lines: list[str], path: str, field: str) -> bool:
    """Whether the record is as it was but for the one field."""
    after = load(path, "\n".join(lines).encode())
    if not isinstance(after, DecisionRecord) or not after.places.has(field):
        return False
    names = [{name for name, *_ in each.places.known} - {field} for each in (before, after)]
    return names[0] == names[1]
