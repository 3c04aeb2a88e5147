"""Writes the rows and prompts of this example; they stand in for tickets that people answered.

Run `python data/make_rows.py` here: the seed is fixed, so the files come out as committed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]


def parts(text: str) -> list[str]:
    return text.strip().replace("\n", "|").split("|")


OPENINGS = parts("""
hi there|hello|good morning|quick question|me again|hi team|evening all
this is odd|dear support|hey|one more thing|I am stuck
""")
THINGS = parts("""
the monthly invoice|my second seat|the export button|our team plan|the yearly discount
the payment page|my old card|the trial account|the tax number|our shared inbox
the reminder mail|my refund|the usage chart|the phone app|our billing address|the login code
the renewal date|my spare licence|the help page|the print view|our voucher|the bank transfer
""")
TROUBLES = parts("""
shows up twice|is gone since this morning|does not load on my laptop|still has last year in it
asks for a password every time|was sent to a colleague who left|is greyed out|looks empty
cannot be changed any more|is in the wrong currency|stops halfway|never arrived
opens a blank tab|counts people who moved away|went to the spam folder|keeps jumping back
""")
SETTINGS = parts("""
after I changed browsers|since the last update|when I work from the train|on both screens
although I paid on monday|for everyone in the office|only on weekends|with and without the app
while my boss is waiting|even after a restart|but not for my neighbour at work|from home
""")
ASKS = parts("""
what should I do|can you look|is that meant to be|who can change that
could somebody call me|should I start over|should I wait|is there a way around it
""")
WARMTH = parts("""
Thanks for telling us|Glad you wrote|Good that you asked|Happy to look at this
Let us sort this out|That sounds tiresome|We can put this right|Nice and clear, thank you
""")
STEPS = parts("""
We look at {} now and write back today|Leave {} as it is, we take it from here
We open {} with you this afternoon|You hear from us once {} is right
Send us a picture of {}|Try {} once more, then write again
""")


def rows(seed: int) -> Iterator[dict[str, str]]:
    """Distinct tickets, each with an answer that names its matter."""
    pick = random.Random(seed)  # noqa: S311
    seen = set()
    while True:
        thing, trouble, setting = pick.choice(THINGS), pick.choice(TROUBLES), pick.choice(SETTINGS)
        if (thing, trouble, setting) in seen:
            continue
        seen.add((thing, trouble, setting))
        ask = pick.choice(ASKS) if pick.random() < 0.5 else "please"
        ticket = f"{pick.choice(OPENINGS)}, {thing} {trouble} {setting}, {ask}"
        matter = thing.replace("my ", "your ").replace("our ", "your ")
        answer = f"{pick.choice(WARMTH)}. {pick.choice(STEPS).format(matter)}."
        yield {"prompt": ticket, "answer": answer}


def prompt(number: int, examples: list[dict[str, str]]) -> str:
    """One way to ask, with examples of the training rows in it."""
    asks = (
        "Answer the ticket in our voice: plain, warm, never an apology first.",
        "You work in support. Thank the person, name the matter in their words, say what is next.",
        "Write two short sentences: one that is kind, one that says what happens now.",
        "Repeat what is broken in the customer's words, then promise one step. No apology.",
        "Sound like a calm colleague. No jargon, no exclamation marks, no sorry.",
    )
    shown = [f"Ticket: {row['prompt']}\nAnswer: {row['answer']}" for row in examples]
    return "\n\n".join([asks[number % len(asks)], *shown]) + "\n"


def main() -> None:
    made = rows(seed=7)
    sets = (("data/support_train.jsonl", 520), ("data/support_test.jsonl", 120))
    for path, count in sets:
        lines = [json.dumps(row) for row in islice(made, count)]
        (ROOT / path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    train = [json.loads(line) for line in (ROOT / sets[0][0]).read_text().splitlines()]
    pick = random.Random(11)  # noqa: S311
    for number, shots in enumerate((3, 3, 3, 5, 5, 5, 8, 8, 10, 10), 1):
        text = prompt(number, pick.sample(train, shots))
        (ROOT / f"evals/prompts/v{number:02}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
