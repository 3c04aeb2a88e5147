"""Prompts: when two are the same, nearly the same, how many examples one shows, and of what."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from ftpolicy.model.regex import regex

_WORD = regex(r"\w+")
_NEAR_WORDS = 2
_WORDS_PER_CHANGE = 10
_MOST_WORDS_COMPARED = 3_000_000
_LEAST_WORDS_SHOWN = 5
# Every repetition is bounded, so that no prompt takes longer than its length.
_LABELS = (
    r"^[ \t#*>\-]{{0,12}}(?:\d{{1,3}}[.)][ \t]{{0,4}})?[*_]{{0,3}}({})[*_]{{0,3}}"
    r"(?:[ \t]{{0,4}}\d{{1,3}})?[*_]{{0,3}}[ \t]{{0,4}}[:=][*_]{{0,3}}"
)
_ANSWER = regex(
    _LABELS.format("a|answer|output|assistant|ai|bot|agent|response|reply|completion|label|result")
    + r"[ \t]*(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_TAGGED = regex(r"<example\b[^<>]{0,80}>(?!\s{0,9}\{[{%])", re.IGNORECASE)
_HEADED = regex(r"^[ \t#*]{0,12}example[ \t]{1,4}\d{1,4}\b", re.IGNORECASE | re.MULTILINE)
_SHOTS = regex(
    r"(?<![a-z0-9])(\d{1,3})[ _-]?shots?(?![a-z])|(?<![a-z])(zero)[ _-]?shot", re.IGNORECASE
)


def normalised(prompt: str) -> str:
    """The prompt without what makes no difference: form of letters, case, white space."""
    return " ".join(unicodedata.normalize("NFKC", prompt).casefold().split())


def prompt_digest(prompt: str) -> str:
    """SHA-256 of the normalised prompt: equal for the same prompt."""
    return hashlib.sha256(normalised(prompt).encode("utf-8", "backslashreplace")).hexdigest()


def examples_in(prompt: str) -> int | None:
    """How many worked examples a prompt shows, None when its form does not tell.

    A chat shows one per answer before its last question; in text answers with labels, tags or
    numbered headings are counted. An answer that is a gap to fill is none.
    """
    turns = _chat(prompt)
    if turns is not None:
        asked = [index for index, role in enumerate(turns) if role != "assistant"]
        return turns[: asked[-1]].count("assistant") if asked else 0
    answers = sum(bool(rest.strip()) and "{{" not in rest for _, rest in _ANSWER.findall(prompt))
    found = max(answers, len(_TAGGED.findall(prompt)), len(_HEADED.findall(prompt)))
    return found or None


def _chat(prompt: str) -> list[str] | None:
    """The roles of a prompt that is a JSON list of messages, None for any other."""
    if not prompt.lstrip().startswith("["):
        return None
    try:
        messages = json.loads(prompt)
    except (ValueError, RecursionError):
        return None
    if not isinstance(messages, list) or not messages:
        return None
    roles = [each.get("role") for each in messages if isinstance(each, dict)]
    return [str(role) for role in roles] if len(roles) == len(messages) and all(roles) else None


def examples_by_name(label: str | None) -> int | None:
    """The number of examples that an author wrote into a name: `v02-3shot`."""
    found = _SHOTS.search(label or "")
    if found is None:
        return None
    return 0 if found[2] else int(found[1])


def sought(items: Iterable[str]) -> tuple[str, ...]:
    """Test items as they are looked for in prompts; those of few words are not."""
    every = map(normalised, items)
    return tuple(each for each in every if each.count(" ") >= _LEAST_WORDS_SHOWN - 1)


def shown_items(prompt: str, items: Iterable[str]) -> int:
    """How many of the test items that are `sought` stand in the prompt itself."""
    within = normalised(prompt)
    return sum(each in within for each in items)


def near_copies(prompts: Sequence[str]) -> int:
    """How many prompts differ from an earlier one in next to nothing.

    That is in punctuation alone, or in one word out of ten and two at most; another order of the
    examples is another prompt. Of very many or very long prompts only the first are compared.
    """
    kept: list[tuple[list[str], Counter[str]]] = []
    copies = compared = 0
    for prompt in prompts:
        words = _WORD.findall(normalised(prompt))
        counts = Counter(words)
        compared += sum(len(words) + len(other) for other, _ in kept)
        if compared > _MOST_WORDS_COMPARED:
            break
        if any(_near(words, counts, *other) for other in kept):
            copies += 1
        else:
            kept.append((words, counts))
    return copies


def _near(
    first: list[str], first_counts: Counter[str], second: list[str], second_counts: Counter[str]
) -> bool:
    allowed = min(_NEAR_WORDS, min(len(first), len(second)) // _WORDS_PER_CHANGE)
    if abs(len(first) - len(second)) > allowed:
        return False
    if len(first_counts.keys() ^ second_counts.keys()) > 2 * allowed:
        return False
    gone, new = first_counts - second_counts, second_counts - first_counts
    if max(gone.total(), new.total()) > allowed:
        return False
    changed = {*gone, *new}
    return [it for it in first if it not in changed] == [it for it in second if it not in changed]
