"""Records that hold a chat, told apart by the habits of each provider."""

from __future__ import annotations

from ftpolicy.evidence.datasets import judged
from ftpolicy.evidence.datasets.example import UNSPOKEN, Example, text_of
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.turns import Talk, answered, gemini_talk, talk

_SETTINGS = frozenset(("messages", "tools", "parallel_tool_calls", "functions", "system"))


def chat(row: dict[str, object], messages: object) -> Example | Bad:
    if "chosen" in row and "rejected" in row:
        return judged.pair("lf_preference", row, talk(messages))
    spoken = talk(messages)
    if isinstance(spoken, Bad):
        return spoken
    if len(row) == 1:
        return _named(spoken, messages)
    if "schemaVersion" in row:
        return _strict("bedrock_converse", with_system(spoken, row.get("system")))
    if isinstance(row.get("system"), str):
        return _strict("bedrock_claude", with_system(spoken, row["system"]))
    label = row.get("label")
    if type(label) is bool:
        return judged.one("kto", answered("kto", spoken), label)
    if not spoken.turns or spoken.turns[-1][0] != "a":
        rest = sorted(name for name in row if row[name] is not None and name not in _SETTINGS)
        reference = {name: row[name] for name in rest}
        if reference:
            shape = "bedrock_rft" if "reference_answer" in reference else "openai_rft"
            return Example(shape, spoken.turns, text_of(reference), spoken.system)
    return _named(spoken, messages)


def _named(spoken: Talk, messages: object) -> Example:
    """A chat, under the name of the provider whose habits it shows."""
    last = messages[-1] if type(messages) is list and messages else None
    name = last.get("role") if type(last) is dict else None
    if type(name) is str and name.lower() == "chatbot":
        return answered("cohere_chat", spoken)
    return answered("openai_vision" if _pictured(spoken) else "openai_chat", spoken)


def _pictured(spoken: Talk) -> bool:
    return any(UNSPOKEN in text and role == "u" for role, text in spoken.turns)


def _strict(shape: str, spoken: Talk) -> Example | Bad:
    """Bedrock wants the user first, turns by turns, and the assistant last."""
    roles = [role for role, _ in spoken.turns]
    if not roles or roles != ["u", "a"] * (len(roles) // 2):
        return Bad("its turns do not go user, assistant, ..., assistant")
    return answered(shape, spoken)


def with_system(spoken: Talk, system: object) -> Talk:
    if type(system) is list:
        system = "\n".join(text_of(one.get("text")) for one in system if type(one) is dict)
    return spoken._replace(system=text_of(system) or spoken.system)


def conversations(row: dict[str, object]) -> Example | Bad:
    turns = row.get("conversations", row.get("conversation"))
    first = turns[0] if type(turns) is list and turns else None
    named = type(first) is dict and "role" in first
    spoken = talk(turns) if named else talk(turns, "from", "value")
    if "chosen" in row and "rejected" in row:
        return judged.pair("lf_preference", row, spoken)
    if isinstance(spoken, Bad):
        return spoken
    spoken = with_system(spoken, row.get("system"))
    label = row.get("kto_tag", row.get("label"))
    if type(label) is bool:
        return judged.one("kto", answered("kto", spoken), label)
    return answered("sharegpt", spoken)


def gemini(row: dict[str, object]) -> Example | Bad:
    spoken = gemini_talk(row["contents"])
    if isinstance(spoken, Bad):
        return spoken
    system = row.get("systemInstruction") or row.get("system_instruction")
    spoken = with_system(spoken, system.get("parts") if type(system) is dict else system)
    scored = row.get("completions")
    if type(scored) is list:
        return judged.scored("gemini_dpo", spoken, scored)
    if row.get("references") is not None:
        return Example("gemini_rft", spoken.turns, text_of(row["references"]), spoken.system)
    return answered("gemini_sft", spoken)
