"""Text in which a prompt and its answer stand together, apart by the marks of a chat template."""

from __future__ import annotations

from typing import NamedTuple

_MARKS = (
    "<|im_start|>assistant",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<|assistant|>",
    "<start_of_turn>model",
    "[/INST]",
    "### Response:",
    "### Assistant:",
    "\n\nAssistant:",
)
_ENDS = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "</s>")


class Halves(NamedTuple):
    """A text before and after the mark of its last answer."""

    prompt: str
    answer: str


def halves(text: str) -> Halves | None:
    """The prompt and the answer of a text, None when no known mark parts them."""
    mark, at = "", -1
    for one in _MARKS:
        found = text.rfind(one)
        if found > at:
            mark, at = one, found
    if at < 0:
        return None
    answer = text[at + len(mark) :].strip()
    while answer.endswith(_ENDS):
        answer = answer[: answer.rfind("<")].rstrip()
    return Halves(text[:at], answer)
