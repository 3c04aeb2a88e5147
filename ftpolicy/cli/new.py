"""`ftpolicy new`: write a decision record with everything filled in that can be read."""

from __future__ import annotations

import os
from datetime import datetime, timezone

import click

from ftpolicy.cli._output import remark, write
from ftpolicy.errors import FtpolicyError


@click.command(name="new")
@click.argument("tuning_files", nargs=-1, required=True, metavar="TUNING_FILE...")
@click.option("--id", "record_id", metavar="ID", help="The record's id (default: from the file).")
@click.option("--output", metavar="FILE", help="Where to write (default: decisions/ID.yaml).")
def command(tuning_files: tuple[str, ...], record_id: str | None, output: str | None) -> int:
    """Write a decision record that covers these files; the gaps are yours to fill.

    \b
    ftpolicy new configs/voice.yaml
    ftpolicy check configs/voice.yaml     tells which gaps still matter
    """
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.pipeline import inventory
    from ftpolicy.policy.load import load
    from ftpolicy.records.write import identifier, new_record
    from ftpolicy.report.safe import safe

    today = datetime.now(timezone.utc).date()
    tree = worktree(os.getcwd(), tuning_files)
    policy = load(tree.policy_trees, today)
    found = inventory(tree, policy, tuple(it.path for it in tree.changes)).detections
    if not found:
        raise FtpolicyError(
            f"no fine-tuning was found in {', '.join(f'`{path}`' for path in tuning_files)};"
            " `ftpolicy scan` lists the tuning files"
        )
    name = record_id or identifier(found[0].path)
    path = output or os.path.join("decisions", f"{name}.yaml")
    if os.path.lexists(path):
        raise FtpolicyError(f"`{path}` is there already; give another --id or --output")
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    write(path, new_record(found, name, today))
    judged = safe(found[0].path)
    remark(f"wrote {safe(path)}: fill in what is empty, then run `ftpolicy check {judged}`")
    return 0
