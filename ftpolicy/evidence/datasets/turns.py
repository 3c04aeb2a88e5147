"""Lists of chat turns of every tool: who speaks, what is trained on, whether the order holds."""

from __future__ import annotations

from typing import NamedTuple

from ftpolicy.evidence.datasets.example import UNSPOKEN, Example, Turn, text_of
from ftpolicy.evidence.datasets.row import Bad

_NAMES = {
    "u": ("user", "human"),
    "a": ("assistant", "gpt", "model", "chatbot", "bot", "function_call"),
    "s": ("system", "developer"),
    "t": ("tool", "function", "observation"),
}
_ROLES = {name: letter for letter, names in _NAMES.items() for name in names}
_WORDS = {"u": "user", "a": "assistant", "t": "tool"}
_CALLS = ("tool_calls", "function_call")
_WEIGHTS = ("weight", "train", "training")  # of OpenAI; of axolotl
_LONGEST = 40


class Talk(NamedTuple):
    """A list of turns: the system's words apart, and which turns are trained on."""

    system: str
    turns: tuple[Turn, ...]
    trained: list[int]
    note: str = ""


def talk(turns: object, who: str = "role", what: str = "content") -> Talk | Bad:
    """The turns of a list of messages with these two keys."""
    if type(turns) is not list:
        return Bad("its turns are no list")
    system = note = before = ""
    said: list[Turn] = []
    trained: list[int] = []
    for turn in turns:
        try:
            role = _ROLES[turn[who]]
            text = turn[what]
        except (KeyError, TypeError, IndexError):
            role, text = _odd_turn(turn, who, what)
            if not role:
                return Bad(text_of(text))
        if type(text) is not str:
            text = _content(text)
        if len(turn) > 2:
            text = _with_calls(turn, text)
        if role == "s":
            if said and not note:
                note = "a system turn comes after others"
            system = f"{system}\n{text}" if system else text
            continue
        if role == "a" and (len(turn) == 2 or _weighs(turn)):
            trained.append(len(said))
        if role == before and role != "t" and not note:
            note = f"two `{_WORDS[role]}` turns follow each other"
        before = role
        said.append((role, text))
    if said and said[0][0] != "u":
        note = note or f"the first turn is of `{_WORDS[said[0][0]]}`"
    return Talk(system, tuple(said), trained, note)


def answered(shape: str, spoken: Talk) -> Example:
    """A talk as an example: its last trained turn is the answer, all before it the prompt."""
    system, turns, trained, note = spoken
    if not trained:
        return Example(shape, turns, "", system, lacks=_why(spoken))
    lacks = ""
    for at in trained:
        text = turns[at][1]
        if not text or text.isspace():
            lacks = "an assistant turn is empty"
    last = trained[-1]
    return Example(shape, turns[:last], turns[last][1], system, "", False, lacks, note)


def gemini_talk(contents: object) -> Talk | Bad:
    """The turns of `contents`, where a turn has `parts` and the first role may be left out."""
    if type(contents) is not list:
        return Bad("`contents` is no list")
    usual: list[object] = [
        {"role": one.get("role") or "user", "content": one.get("parts")}
        if type(one) is dict
        else one
        for one in contents
    ]
    return talk(usual)


def _why(spoken: Talk) -> str:
    if any(role == "a" for role, _ in spoken.turns):
        return "every assistant turn has weight 0"
    return "it has no assistant turn"


def _odd_turn(turn: object, who: str, what: str) -> tuple[str, object]:
    """Role and content of a turn that is not plain; no role, and why, when it is none."""
    if type(turn) is not dict:
        return "", "a turn is no object"
    name = turn.get(who)
    if name is None:
        return "", f"a turn has no `{who}`"
    role = _ROLES.get(name.lower(), "") if type(name) is str else ""
    if not role:
        return "", f"unknown role `{text_of(name)[:_LONGEST]}`"
    return role, turn.get(what)


def _content(content: object) -> str:
    """Content that is no string: parts of text and other media, or nothing."""
    if type(content) is not list:
        return text_of(content)
    words: list[str] = []
    rest: list[object] = []
    for part in content:
        text = part.get("text") if type(part) is dict else part
        if type(text) is str:
            words.append(text)
        elif part is not None:
            rest.append(part)
    said = "\n".join(words)
    return f"{said}{UNSPOKEN}{text_of(rest)}" if rest else said


def _with_calls(turn: dict[str, object], text: str) -> str:
    calls = [turn[name] for name in _CALLS if turn.get(name)]
    if not calls:
        return text
    return f"{text}{UNSPOKEN}{text_of(_without_ids(calls))}"


def _without_ids(value: object) -> object:
    """Calls without the ids that differ from run to run; calls are two lists deep at most."""
    if type(value) is list:
        return [_without_ids(one) for one in value]
    if type(value) is dict:
        return {name: one for name, one in value.items() if name != "id" and one is not None}
    return value


def _weighs(turn: dict[str, object]) -> bool:
    return not any(name in turn and turn[name] in (0, False) for name in _WEIGHTS)
