"""Test items among their own few-shot examples, in the samples of lm-evaluation-harness.

The harness draws examples without looking whether the question is one of them, and says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ftpolicy.evidence.results.values import Json, listed, mapping, mappings, text
from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """How the prompts are built: examples before the question, and what stands between them."""

    examples: int | None  # None when nobody knows
    delimiter: str


def shown_among_examples(rows: Iterable[dict[str, Json]], built: Shown) -> int:
    """How many rows have their question among the examples before it."""
    return sum(_shown(row, built) for row in rows)


def _shown(row: dict[str, Json], built: Shown) -> bool:
    prompt = _prompt(row)
    if prompt is None:
        return False
    chat = _chat(prompt)
    if chat is not None:
        return bool(chat) and chat[-1] in chat[:-1]
    *before, question = prompt.split(built.delimiter)
    question = question.strip()
    # a delimiter within the documents leaves more parts than examples: then nothing is told
    known = built.examples is None or len(before) == built.examples
    return bool(question) and known and any(question in example for example in before)


def _prompt(row: dict[str, Json]) -> str | None:
    arguments = row.get("arguments")
    first = mapping(mapping(arguments).get("gen_args_0")).get("arg_0")
    if first is None and listed(arguments):
        first = (listed(listed(arguments)[0]) or [None])[0]  # until 0.4.3 a list of lists
    return text(first)


def _chat(prompt: str) -> list[str] | None:
    """What the user says, turn by turn, in a prompt that is a list of messages."""
    if not prompt.lstrip().startswith("["):
        return None
    try:
        turns = mappings(json.loads(prompt))
    except (ValueError, RecursionError):
        return None
    asked = [text(turn.get("content")) for turn in turns if turn.get("role") == "user"]
    return [each for each in asked if each is not None] or None
