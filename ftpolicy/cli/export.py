"""`ftpolicy export`: a record in the form of another page or document."""

from __future__ import annotations

import os

import click

from ftpolicy.cli._output import remark, say, write_bytes
from ftpolicy.errors import FtpolicyError
from ftpolicy.report.wording import counted

_TARGETS = ("hf-card", "cyclonedx", "madr")


@click.command(name="export")
@click.argument("record", type=click.Path())
@click.option("--to", "target", type=click.Choice(_TARGETS), required=True, help="The form.")
@click.option("--output", metavar="FILE", help="Where to write (default: standard output).")
def command(record: str, target: str, output: str | None) -> int:
    """Write a record as a model-card section, an ML-BOM component or a decision page.

    Fields that have no place in the form are listed on standard error.

    \b
    ftpolicy export decisions/voice.yaml --to hf-card
    ftpolicy export decisions/voice.yaml --to cyclonedx --output voice.cdx.json
    ftpolicy export decisions/voice.yaml --to madr --output docs/adr/voice.md
    """
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.model.record import DecisionRecord
    from ftpolicy.records.exports import export
    from ftpolicy.records.load import load
    from ftpolicy.report.safe import safe

    changes = worktree(os.getcwd(), (record,))
    (path,) = [one.path for one in changes.changes] if os.path.isfile(record) else [""]
    data = changes.after.read(path) if path else None
    found = load(path, data) if data is not None else None
    if not isinstance(found, DecisionRecord) or data is None:
        raise FtpolicyError(
            f"`{record}` is no well-shaped decision record; `ftpolicy check {record}` says why"
        )
    made = export(target, found, data)
    if output is None:
        say(made.text)
    elif os.path.lexists(output):
        raise FtpolicyError(f"`{output}` is there already; give another --output")
    else:
        write_bytes(output, made.text.encode("utf-8", "backslashreplace"))
        remark(f"wrote {safe(output)}")
    if made.left_out:
        remark(f"ftpolicy: {target} has no place for {counted(len(made.left_out), 'field')}:")
        for field in made.left_out:
            remark(f"  {safe(field)}")
    return 0
