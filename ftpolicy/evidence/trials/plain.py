"""No tool at all: prompts and tests for a script of one's own, and the table for its scores."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from ftpolicy.evidence.trials.page import code, page
from ftpolicy.evidence.trials.shared import (
    dumped,
    json_lines,
    messages,
    prompt_path,
    variations,
)
from ftpolicy.evidence.trials.trial import Trial

NAME = "plain"


_HOLDS = "- `tests.jsonl`: each line a `question` and the expected `answer`."
_RUN = """\
1. For each file of {prompts} and each line of `tests.jsonl`: send the messages of the file with the
   `question` as last message of the user, and grade what comes back.
2. Write into {table} for each prompt: `score` (the mean), `n_correct` where an answer is right or
   wrong (else leave it empty), `n_errors` for calls that failed, `model`, and `created` as
   YYYY-MM-DD.
"""


def files(trial: Trial) -> Mapping[str, str]:
    """Prompts as lists of chat messages, tests as questions and answers."""
    tests = [{"question": test.question, "answer": test.answer} for test in trial.tests]
    run = _RUN.format(
        prompts=code(posixpath.join(trial.folder, "prompts")),
        table=code(posixpath.join(trial.folder, "variations.csv")),
    )
    made = {prompt_path(stub): dumped(messages(stub)) for stub in trial.stubs}
    made["tests.jsonl"] = json_lines(tests)
    made["variations.csv"] = variations(trial)
    made["README.md"] = page(trial, _HOLDS, run, "variations.csv")
    return made
