"""What a person typed, as the value of a field."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from ftpolicy.evidence.locate import files_of
from ftpolicy.evidence.results import read
from ftpolicy.evidence.session import Session
from ftpolicy.model.detection import Detection
from ftpolicy.model.evidence import ResultFile
from ftpolicy.model.period import parse_period
from ftpolicy.model.record_parts import Budget
from ftpolicy.model.values import dataclass
from ftpolicy.parse.plain import day as calendar_day
from ftpolicy.policy.load import Policy

Reader: TypeAlias = "Callable[[str, Around], object]"
LONGEST = 2000
_MOST_RESULT = 64 << 20


class WrongAnswer(Exception):  # noqa: N818 - it is told to the person who answers, and no more
    """The answer cannot be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Around:
    """What an answer is held against."""

    session: Session
    policy: Policy
    found: tuple[Detection, ...]


def text(typed: str, around: Around) -> str:
    """A sentence."""
    if not typed.isprintable():
        raise WrongAnswer("the answer holds a character that cannot be shown")
    if len(typed) > LONGEST:
        raise WrongAnswer(f"the answer is longer than {LONGEST} characters")
    return typed


def one_of(choices: Sequence[tuple[str, str]]) -> Reader:
    """One of the words, by its number, itself or its beginning."""

    def chosen(typed: str, around: Around) -> str:
        words = [word for word, _ in choices]
        if typed.isdecimal() and typed.isascii() and 0 < int(typed[:4]) <= len(words):
            return words[int(typed) - 1]
        wanted = re.sub(r"[\s_]+", "-", typed.casefold())
        close = [word for word in words if word == wanted]
        close = close or [word for word in words if word.startswith(wanted)]
        if len(close) != 1:
            raise WrongAnswer(f"`{typed}` is none of {', '.join(words)}")
        return close[0]

    return chosen


def whole(typed: str, around: Around) -> int:
    """A count; separators are forgiven."""
    bare = re.sub(r"[_, ']", "", typed)
    if not bare.isdecimal() or not bare.isascii() or len(bare) > 15:
        raise WrongAnswer(f"`{typed}` is no whole number")
    return int(bare)


def number(typed: str, around: Around) -> Decimal:
    """A number; a comma before one or two last digits is a decimal one."""
    bare = typed.strip().removesuffix("%").strip()
    try:
        value = Decimal(bare.replace(",", ".") if bare.count(",") == 1 else bare)
    except InvalidOperation:
        raise WrongAnswer(f"`{typed}` is no number") from None
    if not value.is_finite() or abs(value.adjusted()) > 12:
        raise WrongAnswer(f"`{typed}` is no number that could be meant")
    return value


def yes(typed: str, around: Around) -> bool:
    """Yes or no."""
    word = typed.casefold()
    if word in ("y", "yes", "true", "n", "no", "false"):
        return word in ("y", "yes", "true")
    raise WrongAnswer(f"`{typed}` is neither yes nor no")


def day(typed: str, around: Around) -> date:
    """A day; `+P3M` is counted from today."""
    if typed.startswith("+"):
        period = parse_period(typed[1:].upper())
        if period is not None:
            return period.after(around.session.today)
    found = calendar_day(typed)
    if found is None:
        raise WrongAnswer(f"`{typed}` is no day, write it as 2026-11-22")
    return found


def coming_day(typed: str, around: Around) -> date:
    """A day that is not over."""
    found = day(typed, around)
    if found < around.session.today:
        raise WrongAnswer(f"`{typed}` is past")
    return found


def past_day(typed: str, around: Around) -> date:
    """A day that has begun."""
    found = day(typed, around)
    if found > around.session.today:
        raise WrongAnswer(f"`{typed}` is still to come")
    return found


def period(typed: str, around: Around) -> object:
    """A duration."""
    found = parse_period(typed.upper())
    if found is None or (found.months, found.days) == (0, 0):
        raise WrongAnswer(f"`{typed}` is no duration, write P3M for three months or P30D")
    return found


def scale(typed: str, around: Around) -> tuple[Decimal, Decimal]:
    """Two numbers, the lower first."""
    parts = re.findall(r"-?\d+(?:\.\d+)?", typed)
    if len(parts) != 2 or Decimal(parts[0]) >= Decimal(parts[1]):
        raise WrongAnswer(f"`{typed}` is no lowest and highest score, write `0 1` or `0 100`")
    return Decimal(parts[0]), Decimal(parts[1])


def several(typed: str, around: Around) -> tuple[str, ...]:
    """A list, divided by commas or semicolons."""
    parts = tuple(each.strip() for each in re.split(r"[;,]", text(typed, around)) if each.strip())
    if not parts:
        raise WrongAnswer(f"`{typed}` lists nothing")
    return parts


def budget(typed: str, around: Around) -> Budget:
    """`400 USD per run`."""
    found = re.fullmatch(r"([\d_.,']+)\s*([A-Za-z]{3})(?:\s*(?:per|/|a)\s*(\w+))?", typed.strip())
    if found is None:
        raise WrongAnswer(f"`{typed}` is no budget, write `400 USD per run`")
    amount = number(re.sub(r"[_']|,(?=\d{3})", "", found[1]), around)
    return Budget(amount, found[2].upper(), (found[3] or "run").lower())


def path(typed: str, around: Around) -> str:
    """A file, folder or pattern of the tree."""
    clean = posixpath.normpath(text(typed, around).replace("\\", "/")).removeprefix("./")
    if clean.startswith(("/", "..", "~")):
        raise WrongAnswer(f"`{typed}` is no path from the repository's root")
    if not files_of(around.session.tree, clean):
        raise WrongAnswer(f"`{typed}` is not in the tree")
    return clean


def results(typed: str, around: Around) -> tuple[ResultFile, ...]:
    """Result files that some reader knows."""
    paths = [path for each in several(typed, around) for path in _files(each, around)]
    held = [
        (name, data)
        for name, data in around.session.tree.snapshot.read_all(paths, _MOST_RESULT)
        if data is not None
    ]
    found = read(held, text_of=lambda name: _bytes(name, around))
    for each in found:
        if each.fault:
            raise WrongAnswer(f"`{each.path}`: {each.fault}")
    if not any(run.score is not None for each in found for run in each.runs):
        raise WrongAnswer(f"`{typed}` holds no scores")
    return found


def _files(typed: str, around: Around) -> tuple[str, ...]:
    return files_of(around.session.tree, path(typed, around))


def _bytes(name: str, around: Around) -> bytes | None:
    held = around.session.tree.snapshot.read_all((posixpath.normpath(name),), _MOST_RESULT)
    return next((data for _, data in held), None)


def described(typed: str, around: Around) -> tuple[str, object]:
    """How long a prompt that describes the behaviour is: its tokens, or the prompt itself."""
    if re.fullmatch(r"[\d_, ']+", typed):
        return "goal.evidence.prompt_tokens_to_describe", whole(typed, around)
    return "goal.evidence.prompt_file", path(typed, around)
