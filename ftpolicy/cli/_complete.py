"""What the shell offers for an argument: codes, detectors, records."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem


def codes(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The codes of rules, each with its summary."""
    from ftpolicy.rules import load

    found = ((one.rule.code, one.rule.summary) for one in load())
    return _items(sorted(found), begun.upper())


def rules_and_detectors(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Codes, names of rules (once begun in small letters), and ids of detectors."""
    from ftpolicy.detect.load import built_in
    from ftpolicy.rules import load

    named = ((one.name, one.rule.summary) for one in load()) if begun else ()
    detectors = ((one.id, one.title) for one in built_in())
    return codes(context, parameter, begun) + _items(sorted((*named, *detectors)), begun.lower())


def records(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """The paths of decision records, from the current folder, each with its title."""
    from ftpolicy.changes.git import root_of
    from ftpolicy.changes.worktree import worktree
    from ftpolicy.errors import FtpolicyError
    from ftpolicy.records.find import find

    try:
        root = os.path.realpath(root_of(os.getcwd()) or os.getcwd())
        book = find(worktree(os.getcwd()).after, ("**",), ())
    except FtpolicyError:
        return []  # a shell that completes has nowhere to complain
    found = {os.path.relpath(os.path.join(root, it.path)): it.title or "" for it in book.records}
    found |= {os.path.relpath(os.path.join(root, it.path)): "" for it in book.malformed}
    return _items(sorted(found.items()), begun)


def _items(found: Iterable[tuple[str, str]], begun: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=said) for name, said in found if name.startswith(begun)]
