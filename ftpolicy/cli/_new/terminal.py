"""What an interview says on the terminal, and the line that is typed there."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

from ftpolicy.cli._new.question import Question
from ftpolicy.cli._output import say
from ftpolicy.model.finding import Finding
from ftpolicy.report.folding import WIDTH, paint
from ftpolicy.report.safe import safe

DIM, BOLD, _RED = "2", "1", "1;31"


def shown(one: Question) -> Iterator[str]:
    yield ""
    yield paint(BOLD, safe(one.ask, 400))
    yield from (paint(DIM, f"  {line}") for line in textwrap.wrap(safe(one.why, 400), WIDTH - 2))
    widest = max((len(word) for word, _ in one.choices), default=0)
    for number, (word, meaning) in enumerate(one.choices, 1):
        yield f"  {number}  {word:<{widest}}  {meaning}".rstrip()


def typed_line(hint: str) -> str:
    """A line of the terminal; its end raises EOFError, as Ctrl-D does."""
    say(f"{hint}> ")
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\0"  # no reader takes it, so that the question is asked again
    if not line:
        raise EOFError
    return line.strip()


def more(one: Question) -> str:
    """Why the rule that asks for the field does so."""
    from ftpolicy.rules import load as rules

    told = next((it.rule for it in rules() if it.rule.code == one.code), None)
    if told is None:
        return "  No rule asks for it.\n"
    lines = textwrap.wrap(f"{told.code}: {told.why} {told.remedy}", WIDTH - 2)
    return "".join(f"  {line}\n" for line in lines)


def plainly(reasons: tuple[Finding, ...]) -> str:
    """Why not to fine-tune, and what to do instead."""
    lines = [paint(_RED, "Do not fine-tune.") + "\n"]
    for one in reasons:
        lines.append(folded(f"{one.code} {one.verdict.value}: {one.message}."))
        lines.append(folded(f"Instead: {one.remedy}"))
    return "".join(lines)


def folded(words: str) -> str:
    return "".join(f"  {line}\n" for line in textwrap.wrap(safe(words, 800), WIDTH - 2))
