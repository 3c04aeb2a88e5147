"""`ftpolicy new`: write a decision record with everything filled in that can be read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, timezone
from difflib import get_close_matches

import click

from ftpolicy.cli._output import columns, remark, say
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import ChangeSet
from ftpolicy.model.detection import Detection
from ftpolicy.model.finding import Report
from ftpolicy.model.record import DecisionRecord
from ftpolicy.model.record_parts import CONSTRAINT_GOALS, QUALITY_GOALS
from ftpolicy.policy.load import Policy
from ftpolicy.records.draft import Draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ftpolicy.cli._new.answers import Around
    from ftpolicy.evidence.session import Session

NOT_WRITTEN = 1
_GOALS = (*QUALITY_GOALS, *CONSTRAINT_GOALS, "knowledge")


@click.command(name="new")
@click.argument("tuning_files", nargs=-1, metavar="[TUNING_FILE]...")
@click.option("--goal", type=click.Choice(_GOALS), help="What fine-tuning should achieve.")
@click.option(
    "--supersedes", multiple=True, metavar="ID", help="The decision that this one replaces."
)
@click.option("--id", "record_id", metavar="ID", help="The record's id (default: from the file).")
@click.option("--format", "form", type=click.Choice(["yaml", "markdown"]), default="yaml")
@click.option("--output", metavar="FILE", help="Where to write (default: decisions/ID.yaml).")
@click.option(
    "--input/--no-input",
    "asks",
    default=None,
    help="Ask for what cannot be read (default: on a terminal), or leave marked gaps.",
)
def command(
    tuning_files: tuple[str, ...],
    goal: str | None,
    supersedes: tuple[str, ...],
    record_id: str | None,
    form: str,
    output: str | None,
    asks: bool | None,
) -> int:
    """Write a decision record that covers these files.

    Base model, method, data and scores are read and counted. The rest is asked on a terminal,
    one question at a time; elsewhere it is left as gaps that are marked `fill in`. Without a
    file the one tuning file that no record covers is meant. Nothing is ever overwritten.

    Exit code 1 says that nothing was written.

    \b
    ftpolicy new configs/voice.yaml                 asks for the rest
    ftpolicy new configs/voice.yaml --no-input      leaves gaps
    ftpolicy check configs/voice.yaml               tells which gaps still matter
    """
    from ftpolicy.cli._new.answers import Around
    from ftpolicy.cli._new.meant import looked_at
    from ftpolicy.cli._new.place import place, write_new
    from ftpolicy.pipeline.first_draft import Wanted, begun
    from ftpolicy.records.write import identifier, markdown_text, yaml_text

    asks = asks if asks is not None else columns() is not None and sys.stdin.isatty()
    tree, policy, found = looked_at(tuning_files, _today())
    name = _id(record_id or identifier(found[0].path))
    target, path = place(output, name, form, policy)
    wanted = Wanted(name, path, goal, _superseded(supersedes, name, tree, policy))
    around = Around(_session(tree), policy, found)
    draft = begun(found, around.session, wanted, policy.required_fields, os.getcwd())
    if asks:
        finished = _interviewed(tree, draft, around)
        if finished is None:
            remark("ftpolicy: nothing was written")
            return NOT_WRITTEN
        draft = finished
    text = markdown_text(draft) if form == "markdown" else yaml_text(draft)
    write_new(target, text.encode())
    _tell(tree, policy, draft, found, shown=os.path.relpath(target), asked=asks)
    return 0


def _id(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise FtpolicyError(f"`{name}` is no id; write kebab-case, like `my-voice`")
    return name


def _session(tree: ChangeSet) -> Session:
    """In which data is counted, within the budget of a hook."""
    from ftpolicy.evidence.datasets.budget import Budget
    from ftpolicy.evidence.session import session
    from ftpolicy.pipeline.measured import HOOK_BYTES

    return session(tree.after, _today(), budget=Budget(bytes=HOOK_BYTES))


def _superseded(
    ids: Sequence[str], own_id: str, tree: ChangeSet, policy: Policy
) -> tuple[DecisionRecord, ...]:
    """The records that the new one replaces; its own id must be free."""
    from ftpolicy.records.find import find

    book = find(tree.after, policy.records, policy.exclude)
    if book.named(own_id):
        path = book.named(own_id)[0].path
        raise FtpolicyError(f"`{path}` is a decision record `{own_id}`; give another --id")
    known = [record.id for record in book.records]
    for each in ids:
        if each not in known:
            near = next(iter(get_close_matches(each, known, n=1)), None)
            hint = f"; did you mean `{near}`?" if near else ""
            raise FtpolicyError(f"there is no decision record `{each}`{hint}")
    return tuple(book.named(each)[0] for each in dict.fromkeys(ids))


def _interviewed(tree: ChangeSet, draft: Draft, around: Around) -> Draft | None:
    """The draft with the answers, None when nothing is to be written."""
    from ftpolicy.cli._new.interview import Choice, interview
    from ftpolicy.report.safe import safe
    from ftpolicy.report.wording import tuned

    for one in around.found:
        say(f"{safe(one.path)}: {safe(tuned(one))}\n")
    for line in _known(draft):
        say(f"  {safe(line)}\n")

    def judge(changed: Draft, evidence: bool) -> Report:
        return _foreseen(tree, around.policy, changed, evidence)

    finished, choice = interview(draft, around, judge)
    return finished if choice is Choice.WRITE else None


def _known(draft: Draft) -> list[str]:
    """What was read and measured, in a line each."""
    lines = []
    examples = draft.value("dataset.examples")
    if examples is not None:
        lines.append(f"{examples} examples ({draft.note('dataset.examples')})")
    for one in draft.record.few_shot_baselines:
        files = ", ".join(it.path for it in one.results if it.path)
        lines.append(f"scores of {one.model or 'a model'} in {files}")
    return lines


def _foreseen(tree: ChangeSet, policy: Policy, draft: Draft, evidence: bool) -> Report:
    from ftpolicy.pipeline.foresee import foreseen
    from ftpolicy.records.write import yaml_text

    path, text = draft.record.path, yaml_text(draft)
    if not path.lower().endswith((".yaml", ".yml")):
        text = f"---\n{text}---\n"
    return foreseen(tree, policy, _today(), path, text, evidence=evidence)


def _tell(
    tree: ChangeSet,
    policy: Policy,
    draft: Draft,
    found: tuple[Detection, ...],
    *,
    shown: str,
    asked: bool,
) -> None:
    """What was written, what it means, and what comes next."""
    from ftpolicy.cli._new.terminal import plainly
    from ftpolicy.model.record import Status
    from ftpolicy.pipeline.foresee import against
    from ftpolicy.report.safe import safe

    shown, judged = safe(shown), safe(found[0].path)
    if draft.record.status is Status.REJECTED:
        remark(f"wrote {shown}: rejected, so remove {judged}; the gate goes on refusing it")
        return
    reasons = () if asked else against(_foreseen(tree, policy, draft, False), draft.record.path)
    if reasons:
        remark(click.unstyle(plainly(reasons)).rstrip("\n"))
    then = f"then run `ftpolicy check {judged}`" if not asked else f"commit it with {judged}"
    remark(f"wrote {shown}: {'fill in what is marked, ' if not asked else ''}{then}")
    for old in draft.record.supersedes:
        remark(
            f"in the record `{old}` write `status: superseded` and"
            f" `superseded_by: [{draft.record.id}]`"
        )


def _today() -> date:
    return datetime.now(timezone.utc).date()
