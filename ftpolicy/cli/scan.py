"""`ftpolicy scan`: the tuning files of a tree, unjudged."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

import click

from ftpolicy.cli._output import remark, say
from ftpolicy.detect.find import Found
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import Detection
from ftpolicy.report.json_report import detection
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

_HEAD = ("file", "line", "detector", "method", "technique", "base model", "data sets")


@click.command(name="scan")
@click.argument("path", default=".", type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["table", "paths", "json", "csv"]), default="table"
)
def command(path: str, form: str) -> int:
    """List the files that tune a model, without judging them.

    \b
    ftpolicy scan                          this repository
    ftpolicy scan --format paths ../other  one path a line
    """
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.pipeline import inventory
    from ftpolicy.policy.load import load

    try:
        os.chdir(path)
    except OSError as why:
        raise FtpolicyError(f"cannot scan `{path}`: {why.strerror}") from why
    tree = worktree(os.getcwd(), ())
    found = inventory(tree, load(tree.policy_trees, datetime.now(timezone.utc).date()))
    say(_FORMATS[form](found))
    for one in found.unreadable:
        remark(f"ftpolicy: could not read {safe(one.location.path)}: {safe(one.reason)}")
    return 0


def _paths(found: Found) -> str:
    return "".join(f"{path}\n" for path in dict.fromkeys(it.path for it in found.detections))


def _json(found: Found) -> str:
    return json.dumps([detection(one) for one in found.detections], indent=2) + "\n"


def _csv(found: Found) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(name.replace(" ", "_") for name in _HEAD)
    for one in found.detections:
        writer.writerow(_inert(value) for value in _row(one))
    return stream.getvalue()


def _inert(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _row(one: Detection) -> Sequence[str]:
    premises = one.premises
    return (
        safe(one.path),
        str(one.location.line),
        one.detector + ("" if one.confidence.value == "certain" else " (likely)"),
        premises.method or "unknown",
        one.technique or "unknown",
        safe(premises.base_model or "unknown"),
        safe(", ".join(premises.datasets or ("unknown",))),
    )


def _table(found: Found) -> str:
    rows = [_HEAD, *(_row(one) for one in sorted(found.detections, key=_by_framework))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    files = len({one.path for one in found.detections})
    frameworks = len({one.detector for one in found.detections})
    total = f"{counted(files, 'tuning file')}, {counted(frameworks, 'framework')}"
    return "\n".join([*(lines if found.detections else []), total]) + "\n"


def _by_framework(one: Detection) -> tuple[str, str, int]:
    return one.detector, one.path, one.location.line


_FORMATS: dict[str, Callable[[Found], str]] = {
    "table": _table,
    "paths": _paths,
    "json": _json,
    "csv": _csv,
}
