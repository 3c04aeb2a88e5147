"""`ftpolicy baseline`: the tuning files that were there when the gate came."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

import click

from ftpolicy.cli._groups import Suggesting
from ftpolicy.cli._options import enter, in_folder
from ftpolicy.cli._output import remark, say, write
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.baseline import BaselineEntry
from ftpolicy.parse.quote import is_text
from ftpolicy.pipeline.legacy import Legacy
from ftpolicy.policy.baseline import FILE, text
from ftpolicy.report.safe import safe
from ftpolicy.report.wording import counted

_MOST_NAMED = 5
_LONGEST = 4096


@click.group(name="baseline", cls=Suggesting)
def command() -> None:
    """Adopt the gate with tuning files that have no record yet.

    An entry silences the missing record of one file until its base model, method or data sets
    change or the file moves. The baseline of the base counts, as the policy does.

    \b
    ftpolicy baseline create     note every tuning file without a record, once
    ftpolicy baseline show       the entries, and which of them nothing needs any more
    ftpolicy baseline prune      remove those
    """


@command.command(name="create")
@click.option("--grow", is_flag=True, help="Add files to a baseline that is there already.")
@in_folder
def create(grow: bool, folder: str) -> int:
    """Note today's tuning files without a record in `.ftpolicy-baseline.yaml`.

    \b
    ftpolicy baseline create            at adoption
    ftpolicy baseline create --grow     its owners decide to note more files
    """
    root, known, found = _looked(folder)
    new = [entry for entry in found.uncovered if entry not in known]
    fit = [entry for entry in new if _is_writable(entry)]
    for entry in new:
        if entry not in fit:
            remark(
                f"ftpolicy: {safe(entry.path)} cannot be noted: its name or premises are no text"
            )
    if found.unreadable:
        remark(
            f"ftpolicy: {counted(len(found.unreadable), 'file')} cannot be read, so no entry can"
            f" hold for {_named(found.unreadable)}; `ftpolicy explain FT007`"
        )
    there = os.path.lexists(os.path.join(root, FILE))
    if not fit:
        state = f"the baseline notes {_files(known)}" if there else "no file was written"
        remark(f"ftpolicy: nothing to add: {state}")
        return 0
    if there and not grow:
        raise FtpolicyError(
            f"the baseline only shrinks, and {counted(len(fit), 'tuning file')} would be added"
            f" ({_named(entry.path for entry in fit)}); run `ftpolicy new` for their records, or"
            " have the gate's owners decide on `ftpolicy baseline create --grow`"
        )
    added = {entry.path for entry in fit}
    stale = {one.entry for one in found.stale if one.entry.path in added}
    kept = [entry for entry in known if entry not in stale]
    _write(root, (*kept, *fit))
    remark(f"ftpolicy: wrote {FILE}, which notes {_files((*kept, *fit))}")
    return 0


@command.command(name="show")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@in_folder
def show(form: str, folder: str) -> int:
    """List the entries of the baseline, and why some hold no more.

    \b
    ftpolicy baseline show
    ftpolicy baseline show --format json
    """
    _, known, found = _looked(folder)
    stale = {one.entry: one.why for one in found.stale}
    if form == "json":
        from ftpolicy.report.json_report import dumps

        say(
            dumps(
                {
                    "schema_version": 1,
                    "entries": [
                        {
                            "path": each.path,
                            "base_model": each.base_model,
                            "method": each.method,
                            "datasets": None if each.datasets is None else list(each.datasets),
                            "line": each.location.line,
                            "holds": each not in stale,
                            "why_not": stale.get(each),
                        }
                        for each in known
                    ],
                }
            )
        )
        return 0
    say("".join(f"{line}\n" for line in _listed(known, stale)))
    return 0


@command.command(name="prune")
@in_folder
def prune(folder: str) -> int:
    """Remove the entries that nothing needs: the file is gone, covered, or has other premises.

    \b
    ftpolicy baseline prune
    """
    root, known, found = _looked(folder)
    stale = {one.entry for one in found.stale}
    if not stale:
        remark(f"ftpolicy: nothing to remove: {_files(known)} in the baseline")
        return 0
    kept = [entry for entry in known if entry not in stale]
    _write(root, kept)
    for one in found.stale:
        remark(f"ftpolicy: removed {safe(one.entry.path, _LONGEST)}: {one.why}")
    remark(f"ftpolicy: wrote {FILE}, which notes {_files(kept)}")
    return 0


def _looked(folder: str) -> tuple[str, tuple[BaselineEntry, ...], Legacy]:
    """The root of the work tree, the entries that stand there, and what there is to note."""
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.pipeline.legacy import legacy
    from ftpolicy.policy.load import load

    enter(folder)
    tree = worktree(os.getcwd())
    policy = load(tree.policy_trees, datetime.now(timezone.utc).date())
    return root_of(os.getcwd()) or os.getcwd(), policy.baseline, legacy(tree, policy)


def _is_writable(entry: BaselineEntry) -> bool:
    premises = (entry.base_model or "", entry.method or "", *(entry.datasets or ()))
    return all(map(is_text, (entry.path, *premises)))


def _write(root: str, entries: Iterable[BaselineEntry]) -> None:
    write(os.path.join(root, FILE), text(entries))


def _listed(known: tuple[BaselineEntry, ...], stale: dict[BaselineEntry, str]) -> Iterator[str]:
    for each in known:
        premises = (each.base_model, each.method, ", ".join(each.datasets or ()) or None)
        shown = ", ".join(safe(it) if it else "unknown" for it in premises)
        mark = f" (not needed: {stale[each]})" if each in stale else ""
        yield f"{safe(each.path, _LONGEST)}: {shown}{mark}"
    idle = f", {len(stale)} not needed (`ftpolicy baseline prune`)" if stale else ""
    yield f"ftpolicy: {_files(known)} in the baseline{idle}"


def _files(entries: Iterable[BaselineEntry]) -> str:
    return counted(len({entry.path for entry in entries}), "tuning file")


def _named(paths: Iterable[str]) -> str:
    every = list(dict.fromkeys(paths))
    more = [f"{len(every) - _MOST_NAMED} more"] if len(every) > _MOST_NAMED else []
    return ", ".join([*(f"`{safe(path)}`" for path in every[:_MOST_NAMED]), *more])
