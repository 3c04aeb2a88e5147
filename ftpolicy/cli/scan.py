"""`ftpolicy scan`: the tuning files of a tree, unjudged."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

import click

from ftpolicy.cli._output import columns, remark, say
from ftpolicy.detect.found import Found
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import Detection
from ftpolicy.report.safe import safe

_HEAD = ("file", "line", "detector", "method", "technique", "base_model", "data_sets")
_LONGEST = 4096


@click.command(name="scan")
@click.argument("path", default=".", type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["table", "paths", "json", "csv"]), default="table"
)
@click.option("--explain", metavar="FILE", help="Say which signs decide about one file.")
@click.option("--cache-dir", metavar="DIR", help="Where to keep what was found (default: .git).")
@click.option("--no-cache", is_flag=True, help="Judge every file anew, and keep nothing.")
def command(
    path: str, form: str, explain: str | None, cache_dir: str | None, no_cache: bool
) -> int:
    """List the files that tune a model, without judging them.

    \b
    ftpolicy scan                          this repository
    ftpolicy scan --format paths ../other  one path a line
    ftpolicy scan --explain train.py       why this file is one, or is none
    """
    from ftpolicy.cli._inventory import inventory

    named = os.path.abspath(explain) if explain is not None else None
    cache_dir = os.path.abspath(cache_dir) if cache_dir is not None else None
    try:
        os.chdir(path)
    except OSError as why:
        raise FtpolicyError(f"cannot scan `{path}`: {why.strerror}") from why
    if named is not None:
        say(_explained(named))
        return 0
    found = inventory(os.getcwd(), cache_dir, cached=not no_cache)
    say(_FORMATS[form](found))
    for one in found.unreadable:
        remark(f"ftpolicy: could not read {safe(one.location.path)}: {safe(one.reason)}")
    return 0


def _explained(named: str) -> str:
    """Why the file is a tuning file, or how near it comes."""
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.cli._why import why
    from ftpolicy.detect.explain import explain
    from ftpolicy.detect.find import find
    from ftpolicy.detect.load import built_in
    from ftpolicy.pipeline.look import detectors_in_force
    from ftpolicy.policy.load import load

    shown = os.path.relpath(named)
    if os.path.isdir(named):
        raise FtpolicyError(f"`{safe(shown)}` is a folder; name a file")
    tree = worktree(os.getcwd(), (shown,))
    (path,) = [one.path for one in tree.changes] or [""]
    policy = load(tree.policy_trees, datetime.now(timezone.utc).date())
    detectors = detectors_in_force(tree, policy)
    others = tuple(one for one in built_in() if one not in detectors)
    off = {one.detector for one in find(tree.after, (path,), others).detections}
    return why(path, explain(tree.after, path, detectors), tuple(sorted(off)))


def _paths(found: Found) -> str:
    paths = dict.fromkeys(it.path for it in found.detections)
    return "".join(f"{safe(path, _LONGEST)}\n" for path in paths)


def _json(found: Found) -> str:
    from ftpolicy.report.json_report import detection, dumps

    return dumps([detection(one) for one in found.detections])


def _csv(found: Found) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    for one in found.detections:
        writer.writerow(_inert(value) for value in _row(one))
    return stream.getvalue()


def _inert(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _row(one: Detection) -> Sequence[str]:
    premises = one.premises
    return (
        safe(one.path, _LONGEST),
        str(one.location.line),
        one.detector + ("" if one.confidence.value == "certain" else " (likely)"),
        premises.method or "unknown",
        one.technique or "unknown",
        safe(premises.base_model or "unknown", _LONGEST),
        safe(", ".join(premises.datasets or ("unknown",)), _LONGEST),
    )


def _table(found: Found) -> str:
    from ftpolicy.cli._table import table

    return table(found, columns())


_FORMATS: dict[str, Callable[[Found], str]] = {
    "table": _table,
    "paths": _paths,
    "json": _json,
    "csv": _csv,
}
