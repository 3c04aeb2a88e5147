"""`ftpolicy measure`: what a record claims, beside what its files hold."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime, timezone

import click

from ftpolicy.cli._complete import records
from ftpolicy.cli._output import columns, remark, say, write_bytes
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.case import Case
from ftpolicy.model.evidence import Measured, Standing
from ftpolicy.report.safe import safe

_COLOURS = {
    Standing.SUPPORTED: "green",
    Standing.CONTRADICTED: "red",
    Standing.INCONCLUSIVE: "yellow",
    Standing.NOT_COMPUTABLE: "cyan",
}
_HEAD = ("claim", "claimed", "measured", "level", "standing")
_NUMBERS = (
    *("examples", "score", "variations_tried", "examples_in_prompt"),
    *("test_examples", "prompt_tokens_to_describe"),
)


@click.command(name="measure")
@click.argument("record", type=click.Path(), shell_complete=records)
@click.option("--write", "writes", is_flag=True, help="Put the measured numbers into the record.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def command(record: str, writes: bool, form: str) -> int:
    """Count the data and read the results that a record names.

    Exit code 1 says that a claim is contradicted (and was not written over).

    \b
    ftpolicy measure decisions/voice.yaml           claims beside measurements
    ftpolicy measure decisions/voice.yaml --write   correct the numbers in place
    """
    case = _case(record)
    claims = case.evidence.claims if case.evidence is not None else ()
    if form == "json":
        say(json.dumps({"record": record, "measured": [_plain(each) for each in claims]}) + "\n")
    else:
        say(_table(claims) + _notes(case))
    wrong = {each.claim for each in claims if each.standing is Standing.CONTRADICTED}
    if writes:
        wrong -= set(_written(record, claims))
    return 1 if wrong else 0


def _case(record: str) -> Case:
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.evidence.session import session
    from ftpolicy.pipeline import measured_case
    from ftpolicy.policy.load import load

    path = os.path.abspath(record)
    if os.path.isdir(path):
        raise FtpolicyError(f"`{record}` is a folder; name a decision record in it")
    folder = os.path.dirname(path)
    if os.path.isdir(folder):
        os.chdir(folder)
    tree = worktree(os.getcwd(), (path,))
    today = datetime.now(timezone.utc).date()

    measuring = session(tree.after, today, near=sys.maxsize)
    measuring.budget.told = progress = _Progress()
    found = measured_case(tree, load(tree.policy_trees, today), measuring)
    progress.end()
    if found is None:
        raise FtpolicyError(
            f"`{record}` is no well-shaped decision record; `ftpolicy check {record}` says why"
        )
    return found


class _Progress:
    """Tells on a terminal how much was read, once it takes longer than a second."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()
        self._read = 0

    def __call__(self, count: int) -> None:
        self._read += count
        now = time.monotonic()
        if now - self._begun > 1 and now - self._last > 0.2 and sys.stderr.isatty():
            self._last = now
            sys.stderr.write(f"\rreading data: {self._read >> 20:,} MiB ")
            sys.stderr.flush()

    def end(self) -> None:
        """Takes the line away again."""
        if self._last != self._begun:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _plain(one: Measured) -> dict[str, str | None]:
    return {
        "claim": one.claim,
        "claimed": one.claimed,
        "measured": one.measured,
        "level": one.level.value,
        "standing": one.standing.value,
        "source": one.source,
        "note": one.note or None,
    }


def _table(claims: tuple[Measured, ...]) -> str:
    if not claims:
        return "the record claims nothing that could be measured\n"
    rows = [_row(each) for each in claims]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = [_line(_HEAD, widths, None)]
    for one, row in zip(claims, rows, strict=True):
        lines.append(_line(row, widths, _COLOURS[one.standing]))
        if one.note:
            lines.append(f"  {safe(one.note, columns() or 400)}")
    return "".join(f"{line}\n" for line in lines)


def _row(one: Measured) -> tuple[str, ...]:
    claimed, measured = (safe(each) if each is not None else "-" for each in _values(one))
    return one.claim, claimed, measured, one.level.value, one.standing.value


def _values(one: Measured) -> tuple[str | None, str | None]:
    return one.claimed, one.measured


def _line(row: tuple[str, ...], widths: list[int], colour: str | None) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    cells[-1] = click.style(row[-1], fg=colour) if colour else row[-1]
    return "  ".join(cells)


def _notes(case: Case) -> str:
    """What could not be measured, and the first rows that are wrong."""
    found = case.evidence
    if found is None:
        return ""
    lines = [f"not measured: {safe(each.why, 400)}" for each in found.unmeasured]
    rows = found.count.faults if found.count is not None else ()
    lines += [f"{safe(it.path)}:{it.line}: {safe(it.what, 200)}" for it in rows]
    return "".join(f"{line}\n" for line in ("", *lines)) if lines else ""


def _written(record: str, claims: tuple[Measured, ...]) -> list[str]:
    """Correct the contradicted and the missing numbers; says which."""
    from ftpolicy.records.edit import with_numbers

    numbers = {
        each.claim: each.measured
        for each in claims
        if each.measured is not None
        and each.claim.rpartition(".")[2] in _NUMBERS
        and (each.standing is Standing.CONTRADICTED or each.claimed is None)
        and each.measured.replace(".", "", 1).isdigit()
    }
    path = os.path.basename(record)
    with open(path, "rb") as handle:
        data = handle.read()
    changed, done = with_numbers(data, path, numbers)
    if changed != data:
        write_bytes(path, changed)
    for field in done:
        remark(f"ftpolicy: wrote {field}: {numbers[field]}")
    for field in sorted(set(numbers) - set(done)):
        remark(f"ftpolicy: could not write {field}; set it to {numbers[field]} by hand")
    return done
