"""`ftpolicy trial`: prompts, tests and a command, so that prompting is really tried."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime, timezone

import click

from ftpolicy.changes.git import inside
from ftpolicy.cli._output import remark
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.values import replace
from ftpolicy.report.wording import counted

_TOOLS = ("promptfoo", "inspect", "plain")


@click.command(name="trial")
@click.argument("tuning_file", metavar="TUNING_FILE", type=click.Path())
@click.option("--for", "tool", type=click.Choice(_TOOLS), required=True, help="What will run it.")
@click.option("--record", metavar="FILE", help="The record (default: the one that covers it).")
@click.option("--train", metavar="FILE", help="Draw examples from here, not the file's own data.")
@click.option("--tests", metavar="FILE", help="The test set (default: the record's).")
@click.option("--output", metavar="DIR", help="Where to write (default: evals/ID-TOOL).")
@click.option("--seed", type=click.IntRange(0), default=0, help="Draw other rows (default: 0).")
def command(
    tuning_file: str,
    tool: str,
    record: str | None,
    train: str | None,
    tests: str | None,
    output: str | None,
    seed: int,
) -> int:
    """Write ten prompts with examples of the training data, and the tests to try them on.

    No model is called and nothing is sent: the README that is written says how to run it.

    \b
    ftpolicy trial configs/voice.yaml --for promptfoo
    ftpolicy trial configs/voice.yaml --for plain --tests data/test.jsonl --output evals/voice
    """
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.evidence.trials import files
    from ftpolicy.pipeline.trial import Wanted, trial
    from ftpolicy.policy.load import load
    from ftpolicy.report.safe import safe

    here = os.getcwd()
    named = tuple(each for each in (tuning_file, record, train, tests) if each is not None)
    tree = worktree(here, named)
    root = os.path.realpath(root_of(here) or here)
    policy = load(tree.policy_trees, datetime.now(timezone.utc).date())
    wanted = Wanted(
        _below(root, tuning_file),
        _below(root, record) if record else None,
        _below(root, train) if train else None,
        _below(root, tests) if tests else None,
        seed,
    )
    found = trial(tree, policy, wanted)
    target = output or os.path.join(root, "evals", f"{found.name}-{tool}")
    found = replace(found, folder=_shown_from(root, target))
    _write(target, files(tool, found))
    shown = safe(os.path.relpath(target))
    held = f"{len(found.stubs)} prompts, {counted(len(found.tests), 'test')}"
    remark(f"wrote {shown}: {held}; {shown}/README.md says how to run it")
    return 0


def _below(root: str, path: str) -> str:
    """A path that `worktree` has found inside of the root, from there."""
    whole = os.path.abspath(path)
    real = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
    return os.path.relpath(real, root).replace(os.sep, "/")


def _shown_from(root: str, target: str) -> str:
    """Where the trial stands from the root; outside of it as the user named it."""
    whole = os.path.realpath(target)
    return _below(root, target) if inside(whole, root) else whole.replace(os.sep, "/")


def _write(target: str, made: Mapping[str, str]) -> None:
    """Write the whole folder or nothing; raises FtpolicyError when something stands there."""
    if os.path.lexists(target):
        raise FtpolicyError(f"`{target}` is there already; give another --output")
    parent = os.path.dirname(os.path.abspath(target))
    try:
        os.makedirs(parent, exist_ok=True)
        beside = tempfile.mkdtemp(prefix=".ftpolicy-", dir=parent)
        try:
            for path, text in made.items():
                place = os.path.join(beside, *path.split("/"))
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "w", encoding="utf-8", newline="\n") as stream:
                    stream.write(text)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(beside, 0o777 & ~umask)
            os.rename(beside, target)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as why:
        raise FtpolicyError(f"cannot write `{target}`: {why.strerror}") from why
