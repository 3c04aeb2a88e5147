"""The shapes of records, told apart by their keys and never by the name of the file."""

from __future__ import annotations

from collections.abc import Callable

from ftpolicy.evidence.datasets import judged
from ftpolicy.evidence.datasets.chats import chat, conversations, gemini, with_system
from ftpolicy.evidence.datasets.example import Example, Turn, text_of
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.templates import halves
from ftpolicy.evidence.datasets.turns import Talk, talk

_ASKING = ("instruction", "prompt", "question", "query", "problem", "input", "user", "anchor")
_GROUND = ("context", "input")
_ANSWERING = (
    *("output", "completion", "response", "answer", "answers", "target", "ideal", "expected"),
    *("reply", "reference_answer", "solution", "assistant", "positive", "label"),
)
_PAIRS = (("sentence1", "sentence2"), ("premise", "hypothesis"), ("text1", "text2"))
_CHATS = ("messages", "conversations", "conversation")
_SHAPES = {
    ("instruction", "output"): "alpaca",
    ("prompt", "completion"): "prompt_completion",
}
_SHOWN_KEYS = 6

KEYS = frozenset(
    (
        *_ASKING,
        *_GROUND,
        *_ANSWERING,
        *_CHATS,
        *("contents", "text", "chosen", "rejected", "system", "tools", "schemaVersion"),
        *("systemInstruction", "input_ids", "sentence1", "premise", "text1"),
    )
)
"""Keys that a record has rather than an object around a list of records."""


def example(row: dict[str, object]) -> Example | Bad:
    """What training sees of a row; Bad when it fits no shape."""
    messages = row.get("messages")
    if messages is not None:
        return chat(row, messages)
    for key, read in _BY_KEY:
        if row.get(key) is not None:
            return read(row)
    return _fields(row)


def _pair(row: dict[str, object]) -> Example | Bad:
    if row.get("rejected") is None:
        return Bad("it has `chosen` and no `rejected`")
    if row.get("instruction") is not None:
        return judged.pair("lf_preference", row, _asked(row))
    if row.get("prompt") is not None:
        return judged.pair("preference", row, said(row["prompt"]))
    if row.get("question") is not None:
        return judged.pair("preference", row, said(row["question"]))
    return judged.implicit("preference", row)


def _text(row: dict[str, object], telling: str | None) -> Example | Bad:
    text = text_of(row["text"])
    label = row[telling] if telling is not None else row.get("labels")
    if label is not None:
        return _labelled("labelled_text", (("u", text),), text_of(label))
    parts = halves(text)
    if parts is not None:
        return _labelled("text", (("u", parts.prompt),), parts.answer)
    lacks = "`text` alone, in which nothing is marked as the answer"
    return Example("text", (("u", text),), "", lacks=lacks)


def _tokens(row: dict[str, object]) -> Example | Bad:
    ids, labels = row["input_ids"], row.get("labels")
    if type(ids) is not list:
        return Bad("`input_ids` is no list")
    if type(labels) is not list or len(labels) != len(ids):
        lacks = "`input_ids` alone, in which nothing is marked as the answer"
        return Example("tokens", (("u", text_of(ids)),), "", lacks=lacks)
    asked = [one for one, label in zip(ids, labels, strict=True) if label == -100]
    told = [one for one in labels if one != -100]
    return _labelled("tokens", (("u", text_of(asked)),), text_of(told) if told else "")


def _fields(row: dict[str, object]) -> Example | Bad:
    """A prompt in one field and, mostly, an answer in another."""
    for one, two in _PAIRS:
        if row.get(one) is not None and row.get(two) is not None:
            other = text_of(row.get("label", row.get("score")))
            asked = (("u", text_of(row[one])),)
            return _labelled("pair", asked, text_of(row[two]))._replace(other=other)
    place = next((name for name in _ASKING if row.get(name) is not None), None)
    telling = next((name for name in _ANSWERING if name in row and name != place), None)
    if row.get("text") is not None and (place is None or telling is None):
        return _text(row, telling)
    if place is None:
        return _unknown(row)
    spoken = _asked(row) if place in ("instruction", "question") else said(row[place])
    if isinstance(spoken, Bad):
        return spoken
    spoken = with_system(spoken, row.get("system"))
    steps, labels = row.get("completions"), row.get("labels")
    if type(steps) is list and type(labels) is list:
        return judged.steps("stepwise", spoken, steps, labels)
    if telling is None:
        lacks = "it has a prompt and no answer"
        return Example("prompt_only", spoken.turns, "", spoken.system, lacks=lacks)
    found = _labelled(
        _SHAPES.get((place, telling), "question_answer"),
        (*_history(row.get("history")), *spoken.turns),
        _told(row[telling]),
        spoken.system,
    )
    label = row.get("label")
    return judged.one("kto", found, label) if type(label) is bool else found


def _labelled(shape: str, prompt: tuple[Turn, ...], answer: str, system: str = "") -> Example:
    lacks = "" if answer.strip() else "its answer is empty"
    return Example(shape, prompt, answer, system, lacks=lacks)


def said(prompt: object) -> Talk | Bad:
    """A prompt that is text or a list of messages."""
    if type(prompt) is list and prompt and type(prompt[0]) is dict:
        return talk(prompt)
    return Talk("", (("u", text_of(prompt)),), [])


def _asked(row: dict[str, object]) -> Talk:
    """An instruction with what it is about below, as LLaMA-Factory joins them."""
    words = [text_of(row.get("instruction")) or text_of(row.get("question"))]
    words += [text_of(row[name]) for name in _GROUND if row.get(name)]
    return Talk("", (("u", "\n".join(words)),), [])


def _told(answer: object) -> str:
    """An answer that is text, a list of messages, or a list of texts that are all right."""
    if type(answer) is list and answer and type(answer[0]) is dict:
        spoken = talk(answer)
        if isinstance(spoken, Talk):
            return "\n".join(text for role, text in spoken.turns if role == "a")
    if type(answer) is dict and "text" in answer:
        answer = answer["text"]
    if type(answer) is list and not any(text_of(one) for one in answer):
        return ""
    return text_of(answer)


def _history(history: object) -> tuple[Turn, ...]:
    if type(history) is not list:
        return ()
    turns: list[Turn] = []
    for one in history:
        if type(one) is list and len(one) == 2:
            turns += [("u", text_of(one[0])), ("a", text_of(one[1]))]
    return tuple(turns)


def _unknown(row: dict[str, object]) -> Bad:
    names = sorted(row)[:_SHOWN_KEYS]
    shown = ", ".join(f"`{name[:40]}`" for name in names) or "none"
    return Bad(f"it fits no known shape of records (its keys: {shown})")


_BY_KEY: tuple[tuple[str, Callable[[dict[str, object]], Example | Bad]], ...] = (
    ("conversations", conversations),
    ("conversation", conversations),
    ("contents", gemini),
    ("preferred_output", judged.openai),
    ("chosen", _pair),
    ("input_ids", _tokens),
)
