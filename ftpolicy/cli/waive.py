"""`ftpolicy waive`: write a named, reasoned, expiring exception into the policy."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime, timezone

import click

from ftpolicy.cli._complete import codes
from ftpolicy.cli._groups import nearest
from ftpolicy.cli._options import enter, in_folder
from ftpolicy.cli._output import remark, write_bytes
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.finding import Waiver
from ftpolicy.model.period import parse_period
from ftpolicy.model.source import Location
from ftpolicy.parse.plain import day
from ftpolicy.policy.load import Policy
from ftpolicy.report.safe import safe

_PARTS = ("reason", "owner", "expires")


@click.command(name="waive")
@click.argument("rule", shell_complete=codes)
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@click.option("--reason", metavar="TEXT", help="Why the exception is made.")
@click.option("--owner", metavar="NAME", help="Who answers for it.")
@click.option("--expires", metavar="DATE", help="Its last day, or how long: 2027-01-31, P30D.")
@in_folder
def command(
    rule: str,
    paths: tuple[str, ...],
    reason: str | None,
    owner: str | None,
    expires: str | None,
    folder: str,
) -> int:
    """Except files, folders or patterns from a rule until a day (without PATH: every file).

    On a terminal it asks for what is not given. The waiver holds once it is in the base, whose
    policy judges a change.

    \b
    ftpolicy waive FT203 configs/pilot --reason "Pilot of 50 users" --owner @dana --expires P60D
    ftpolicy waive FT505 "configs/**/train.yaml"
    """
    code = _code(rule)
    enter(folder)
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.policy.load import load

    root = os.path.realpath(root_of(os.getcwd()) or os.getcwd())
    today = datetime.now(timezone.utc).date()
    tree = worktree(os.getcwd())
    policy = load(tree.policy_trees, today, root)
    meant = tuple(dict.fromkeys(_pattern(each, root) for each in paths)) or ("**",)
    _refuse_double(policy, code, meant)
    given = {"reason": reason, "owner": owner, "expires": expires}
    waiver = Waiver(code, meant, location=Location(""), **_stated(given, policy, today))
    name, data = _with(root, policy, waiver)
    _try(root, name, data, today)
    write_bytes(os.path.join(root, name), data)
    files = "every file" if meant == ("**",) else ", ".join(f"`{safe(it)}`" for it in meant)
    remark(
        f"ftpolicy: wrote {name}: {code} is waived for {files} until {waiver.expires};"
        " it holds once it is in the base"
    )
    return 0


def _code(rule: str) -> str:
    """The code of a rule given by code or name; raises for one that cannot be waived."""
    from ftpolicy.policy.waivers import waivable
    from ftpolicy.rules import load

    named = {one.name: one.rule.code for one in load()}
    code = named.get(rule.lower(), rule.upper())
    if code not in named.values():
        near = nearest(code, sorted(named.values())) or nearest(rule.lower(), list(named))
        hint = f"; did you mean `{near}`?" if near else "; `ftpolicy explain --list` lists them"
        raise click.UsageError(f"`{safe(rule)}` is no rule{hint}")
    if not waivable(code):
        raise click.UsageError(f"`{code}` is about the gate itself and is never waived")
    return code


def _pattern(text: str, root: str) -> str:
    """A file, a folder or a pattern as a pattern from the root."""
    from ftpolicy.parse.patterns import literal, problem

    if os.path.lexists(text):
        real = os.path.join(os.path.realpath(os.path.dirname(text) or "."), os.path.basename(text))
        full = os.path.realpath(text) if os.path.isdir(text) else real
        below = os.path.relpath(full, root).replace(os.sep, "/")
        if below == ".":
            return "**"
        if below == ".." or below.startswith("../"):
            raise click.UsageError(f"`{safe(text)}` lies outside of the repository")
        return literal(below, folder=os.path.isdir(text))
    wrong = problem(text)
    if wrong is None and not any(sign in text for sign in "*?["):
        wrong = f"there is no file `{safe(text)}` here; a pattern needs `*`, `?` or `[`"
    if wrong is not None:
        raise click.UsageError(wrong)
    return text


def _refuse_double(policy: Policy, code: str, paths: tuple[str, ...]) -> None:
    for one in policy.waivers:
        if one.rule == code and set(one.paths) == set(paths):
            place = f"{one.location.path}:{one.location.line}"
            raise FtpolicyError(
                f"`{code}` is waived for these paths at {place}, until"
                f" `{one.expires or 'no day'}`; edit that waiver"
            )


def _stated(given: dict[str, str | None], policy: Policy, today: date) -> dict[str, str]:
    """The parts of the waiver: what is given, asked on a terminal; raises for what is wrong."""
    last = policy.limits.max_waiver.after(today)
    readers: dict[str, Callable[[str], str]] = {
        "reason": lambda text: _words(text, "reason"),
        "owner": lambda text: _words(text, "owner"),
        "expires": lambda text: _end(text, today, last),
    }
    questions = {
        "reason": "Why is the exception made",
        "owner": "Who answers for it",
        "expires": f"Its last day (at most {last})",
    }
    missing = [f"`--{part}`" for part in _PARTS if given[part] is None]
    if missing and not sys.stdin.isatty():
        raise click.UsageError(f"a waiver needs {' and '.join(missing)}")
    return {
        part: reader(known)
        if (known := given[part]) is not None
        else str(click.prompt(questions[part], value_proc=reader, err=True))
        for part, reader in readers.items()
    }


def _words(text: str, part: str) -> str:
    from ftpolicy.parse.quote import is_text

    words = " ".join(text.split())
    if not words or not is_text(words):
        raise click.UsageError(f"the {part} says nothing")
    return words


def _end(text: str, today: date, last: date) -> str:
    """The last day of a waiver, given as such or as a duration."""
    period = parse_period(text.strip())
    end = period.after(today) if period is not None else day(text.strip())
    if end is None:
        raise click.UsageError(
            f"`{safe(text)}` is neither a day like `{last}` nor a duration like `P30D`"
        )
    if end < today:
        raise click.UsageError(f"`{end}` is past: the waiver would never hold")
    if end > last:
        raise click.UsageError(
            f"`{end}` is too late: the policy allows `{last}` at most (`limits.max_waiver`)"
        )
    return end.isoformat()


def _with(root: str, policy: Policy, waiver: Waiver) -> tuple[str, bytes]:
    """The file that holds the policy, a new one without any, and its bytes with the waiver."""
    from ftpolicy.policy.insert import fields, into_toml, into_yaml
    from ftpolicy.policy.load import BUILT_IN, FILE
    from ftpolicy.policy.pyproject import FILE as PYPROJECT

    name = PYPROJECT if policy.source == PYPROJECT else FILE
    before = "schema_version: 1\n" if policy.source == BUILT_IN else _text(root, name)
    text = into_toml(before, waiver) if name == PYPROJECT else into_yaml(before, waiver)
    if text is None:
        written = ", ".join(f"{key}: {value}" for key, value in fields(waiver))
        raise FtpolicyError(
            f"`{name}` is written in a way that cannot be added to safely; write under its"
            f" `waivers` by hand: {{{written}}}"
        )
    return name, text.encode("utf-8")


def _text(root: str, name: str) -> str:
    path = os.path.join(root, name)
    try:
        with open(path, "rb") as handle:
            return handle.read().decode("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise FtpolicyError(f"cannot read `{name}` as UTF-8 text: {why}") from why


def _try(root: str, name: str, data: bytes, today: date) -> None:
    """Raise unless the policy can be used with the waiver: a parent may lock `waivers`."""
    from ftpolicy.changes.overlay import Overlay
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.policy.load import load

    load((Overlay(worktree(root).after, name, data),), today, root)
