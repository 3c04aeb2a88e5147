"""Data files for the samples of rules that look into them."""

from __future__ import annotations

import json
from collections.abc import Iterable

TRAIN = "data/billing_train.jsonl"
"""The training data of the honest repository: 1240 chats."""

TEST = "data/billing_test.jsonl"
"""Its test set: 300 chats."""

_TOPICS = (
    *("invoice", "refund", "address", "contract", "delivery"),
    *("password", "voucher", "meter", "tariff", "deposit"),
)
_ACTS = (
    *("change", "cancel", "send", "explain", "print"),
    *("confirm", "delay", "split", "correct", "close"),
)


def chat(question: str, answer: str) -> str:
    """One line of chat data."""
    messages = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return json.dumps({"messages": messages}) + "\n"


def chats(count: int) -> str:
    """So many chats, all different; each answer uses the words of its question."""
    return "".join(chat(*each) for each in pairs(count))


def pairs(count: int) -> Iterable[tuple[str, str]]:
    """Questions with their answers."""
    for number in range(count):
        act, topic = _ACTS[number % 10], _TOPICS[number // 10 % 10]
        letters = " ".join("abcdefghij"[int(digit)] * 3 for digit in str(number))
        asked = f"please {act} the {topic} in case {letters}"
        yield asked, f"thanks, we {act} the {topic} in case {letters} for you"
