"""Inspect (inspect_ai): a task for each prompt in one file, with the data beside it.

The task file is the same for every trial but for the names of the prompts; texts of rows stand in
JSON beside it and pass through no template.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from ftpolicy.evidence.trials.page import JUDGE_IS_CALLED, page
from ftpolicy.evidence.trials.shared import (
    dumped,
    in_folder,
    json_lines,
    messages,
    prompt_path,
    provider,
    variations,
)
from ftpolicy.evidence.trials.trial import Trial

NAME = "inspect"

_HEAD = '''\
"""Prompts on one test set, a task for each; README.md says how to run it."""

import json
import unicodedata
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import {model_names}
from inspect_ai.scorer import CORRECT, INCORRECT, Score, accuracy, scorer, stderr
from inspect_ai.solver import generate, solver

HERE = Path(__file__).parent
SETTINGS = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
ROLES = {
    "system": ChatMessageSystem,
    "user": ChatMessageUser,
    "assistant": ChatMessageAssistant,
}


@solver
def few_shot(prompt: str, fewshot: int):
    """Put the prompt before the question; both arguments are kept in the log."""

    async def solve(state, generate):
        shown = [ROLES[each["role"]](content=each["content"]) for each in json.loads(prompt)]
        state.messages = [*shown, *state.messages]
        return state

    return solve


'''
_MESSAGES = "ChatMessageAssistant, ChatMessageSystem, ChatMessageUser"
_COMPARED = '''\
def plain(text):
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@scorer(metrics=[accuracy(), stderr()], name=SETTINGS["metric"])
def graded():
    """Right when the answer is the expected one, case and white space apart."""

    async def score(state, target):
        right = plain(state.output.completion) == plain(target.text)
        return Score(value=CORRECT if right else INCORRECT, answer=state.output.completion)

    return score
'''
_JUDGED = '''\
@scorer(metrics=[accuracy(), stderr()], name=SETTINGS["metric"])
def graded():
    """Right when the judge ends with PASS."""

    async def score(state, target):
        asked = (
            SETTINGS["judge_prompt"],
            f"What was asked:\\n{state.input_text}",
            f"What people answered:\\n{target.text}",
            f"The answer to grade:\\n{state.output.completion}",
            "Give your reasons, then the one word PASS or FAIL on a last line of its own.",
        )
        judge = get_model(role="grader", default=SETTINGS["judge"])
        verdict = (await judge.generate("\\n\\n".join(asked))).completion
        right = verdict.split()[-1:] == ["PASS"]
        return Score(
            value=CORRECT if right else INCORRECT,
            answer=state.output.completion,
            explanation=verdict,
        )

    return score
'''
_VARIATION = """\


def variation(name: str) -> Task:
    prompt = (HERE / "prompts" / f"{name}.json").read_text(encoding="utf-8")
    shots = sum(each["role"] == "assistant" for each in json.loads(prompt))
    lines = (HERE / "tests.jsonl").read_text(encoding="utf-8").split("\\n")
    tests = [json.loads(line) for line in lines if line]
    samples = [Sample(input=each["question"], target=each["answer"]) for each in tests]
    return Task(
        dataset=MemoryDataset(samples, name="tests"),
        solver=[few_shot(prompt, fewshot=shots), generate()],
        scorer=graded(),
    )
"""
_TASK = """\


@task
def {function}() -> Task:
    return variation("{name}")
"""
_HOLDS = """\
- `tests.jsonl`: each line a `question` and the expected `answer`.
- `trial.py`: a task for each prompt; `graded` says when an answer is right.
- `settings.json`: the name of the metric, and the judge where there is one.
"""
_RUN = """\
```shell
python3 -m pip install inspect_ai
# without a model: that prompts and tests fit together
inspect eval {task} --model mockllm/model{judge} --limit 2 --log-dir "$(mktemp -d)"
# with one; Inspect's pages list the names of providers
inspect eval {task} --model {model} --log-dir {logs} --log-format json
```
"""


def files(trial: Trial) -> Mapping[str, str]:
    """All that `inspect eval` needs."""
    tests = [{"question": test.question, "answer": test.answer} for test in trial.tests]
    settings = {"metric": trial.metric}
    if trial.judge is not None:
        settings |= {"judge": _model(trial.judge.model), "judge_prompt": trial.judge.prompt}
    made = {prompt_path(stub): dumped(messages(stub)) for stub in trial.stubs}
    made["tests.jsonl"] = json_lines(tests)
    made["settings.json"] = dumped(settings)
    made["trial.py"] = _module(trial)
    made["variations.csv"] = variations(trial)
    made["README.md"] = page(trial, _HOLDS, _run(trial), "logs/*.json")
    return made


def _module(trial: Trial) -> str:
    names = [stub.name for stub in trial.stubs]
    tasks = [_TASK.format(function=name.replace("-", "_"), name=name) for name in names]
    scorer, more = (_COMPARED, "") if trial.judge is None else (_JUDGED, ", get_model")
    head = _HEAD.replace("{model_names}", _MESSAGES + more)
    return "".join((head, scorer, _VARIATION, *tasks))


def _model(name: str) -> str:
    known = provider(name)
    return f"{known}/{name}" if known else name


def _run(trial: Trial) -> str:
    known = bool(provider(trial.model))
    run = _RUN.format(
        task=in_folder(trial, "trial.py"),
        logs=in_folder(trial, "logs"),
        judge="" if trial.judge is None else " --model-role grader=mockllm/model",
        model=shlex.quote(_model(trial.model)) if known else "PROVIDER/MODEL",
    )
    return run if trial.judge is None else run + JUDGE_IS_CALLED
