"""No tool at all: prompts and tests for a script of one's own, and the table for its scores."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from ftpolicy.evidence.trials.shared import (
    dumped,
    in_folder,
    json_lines,
    messages,
    page,
    prompt_path,
    variations,
)
from ftpolicy.evidence.trials.trial import Trial

NAME = "plain"


def files(trial: Trial) -> Mapping[str, str]:
    """Prompts as lists of chat messages, tests as questions and answers."""
    tests = [{"question": test.question, "answer": test.answer} for test in trial.tests]
    made = {prompt_path(stub): dumped(messages(stub)) for stub in trial.stubs}
    made["tests.jsonl"] = json_lines(tests)
    made["variations.csv"] = variations(trial)
    made["README.md"] = page(trial, _HOLDS, _run(trial), "variations.csv")
    return made


_HOLDS = ("- `tests.jsonl`: each line a `question` and the expected `answer`.",)


def _run(trial: Trial) -> list[str]:
    table = in_folder(trial, "variations.csv")
    return [
        f"1. For each file of `{posixpath.join(trial.folder, 'prompts')}` and each line of"
        " `tests.jsonl`: send the messages of the file with the `question` as last message of the"
        " user, and grade what comes back.",
        f"2. Write into `{table}` for each prompt: `score` (the mean), `n_correct` where an answer"
        " is right or wrong (else leave it empty), `n_errors` for calls that failed, `model`, and"
        " `created` as YYYY-MM-DD.",
    ]
