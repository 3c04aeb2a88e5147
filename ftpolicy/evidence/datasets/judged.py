"""Records that hold a judgement: a better and a worse answer, or a label on one answer."""

from __future__ import annotations

from ftpolicy.evidence.datasets.example import Example, Turn, text_of
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.templates import halves
from ftpolicy.evidence.datasets.turns import Talk, gemini_talk, talk


def pair(shape: str, row: dict[str, object], spoken: Talk | Bad) -> Example | Bad:
    """`chosen` and `rejected` as answers to what was said."""
    if isinstance(spoken, Bad):
        return spoken
    return _pair(shape, spoken, answer_of(row.get("chosen")), answer_of(row.get("rejected")))


def implicit(shape: str, row: dict[str, object]) -> Example | Bad:
    """`chosen` and `rejected` that each begin with the prompt."""
    better, worse = row["chosen"], row["rejected"]
    if type(better) is str and type(worse) is str:
        first, second = halves(better), halves(worse)
        if first is None or second is None or first.prompt != second.prompt:
            return Bad("it has a judged pair and no prompt")
        said = Talk("", (("u", first.prompt),), [])
        return _pair(shape, said, first.answer, second.answer)
    one, two = talk(better), talk(worse)
    if isinstance(one, Bad):
        return one
    if isinstance(two, Bad):
        return two
    shared = _shared(one.turns, two.turns)
    said = Talk(one.system, one.turns[:shared], [])
    return _pair(shape, said, _joined(one.turns[shared:]), _joined(two.turns[shared:]))


def openai(row: dict[str, object]) -> Example | Bad:
    """`input.messages` with `preferred_output` and `non_preferred_output`."""
    asked = row.get("input")
    if type(asked) is not dict:
        return Bad("its `input` is no object")
    spoken = talk(asked.get("messages"))
    if isinstance(spoken, Bad):
        return spoken
    better, worse = row["preferred_output"], row.get("non_preferred_output")
    return _pair("openai_dpo", spoken, answer_of(better), answer_of(worse))


def scored(shape: str, spoken: Talk, completions: list[object]) -> Example | Bad:
    """Gemini's two completions, the one with the higher score first."""
    told: list[tuple[float, str]] = []
    for one in completions:
        score = one.get("score") if type(one) is dict else None
        if type(one) is not dict or not isinstance(score, int | float):
            return Bad("a completion has no score")
        turns = gemini_talk([one.get("completion")])
        if isinstance(turns, Bad):
            return turns
        told.append((score, _joined(turns.turns)))
    if len(told) != 2 or told[0][0] == told[1][0]:
        return Bad("it has no two completions with different scores")
    told.sort(reverse=True)
    return _pair(shape, spoken, told[0][1], told[1][1])


def one(shape: str, found: Example, label: bool) -> Example:
    """One answer that was judged good or not."""
    other = "good" if label else "bad"
    return found._replace(shape=shape, other=other, judged=not found.lacks)


def steps(shape: str, spoken: Talk, texts: list[object], labels: list[object]) -> Example | Bad:
    """The steps of an answer, each judged."""
    if len(texts) != len(labels):
        return Bad(f"it has {len(texts)} `completions` and {len(labels)} `labels`")
    answer = "\n".join(text_of(one) for one in texts)
    lacks = "" if answer.strip() else "its answer is empty"
    judged = not lacks
    return Example(
        shape, spoken.turns, answer, spoken.system, text_of(labels), judged, lacks, spoken.note
    )


def answer_of(value: object) -> str:
    """An answer as text, as one turn, or as a list of turns."""
    if type(value) is dict:
        return text_of(value.get("content", value.get("value")))
    if type(value) is list and value and type(value[0]) is dict:
        named = "role" in value[0]
        turns = talk(value) if named else talk(value, "from", "value")
        return "" if isinstance(turns, Bad) else _joined(turns.turns)
    return text_of(value) if value else ""


def _pair(shape: str, spoken: Talk, better: str, worse: str) -> Example:
    lacks = ""
    if not better.strip() or not worse.strip():
        lacks = "one answer of its pair is empty"
    elif better == worse:
        lacks = "both answers of its pair are the same"
    return Example(shape, spoken.turns, better, spoken.system, worse, not lacks, lacks, spoken.note)


def _shared(one: tuple[Turn, ...], two: tuple[Turn, ...]) -> int:
    count = 0
    for first, second in zip(one, two, strict=False):
        if first != second:
            break
        count += 1
    return count


def _joined(turns: tuple[Turn, ...]) -> str:
    return "\n".join(text for role, text in turns if role == "a")
