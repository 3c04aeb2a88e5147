"""promptfoo: a configuration, chat prompts as Nunjucks templates, tests, a scorer.

Rows may hold what promptfoo would act on: tags of Nunjucks, and `file://`, at which it reads the
file into the prompt. Prompts are templates, so both are quoted there. A test's texts stand inside
of one object, as only variables that are strings are rendered, taken for file names or replaced
(promptfoo 0.121.20, `renderPrompt`). A provider may be a program: the judge's name is checked.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping

from ftpolicy.evidence.trials.page import JUDGE_IS_CALLED, page
from ftpolicy.evidence.trials.shared import (
    Message,
    dumped,
    in_folder,
    json_lines,
    messages,
    prompt_path,
    provider,
    variations,
)
from ftpolicy.evidence.trials.trial import Judge, Stub, Trial
from ftpolicy.model.regex import regex

NAME = "promptfoo"

_NO_PROVIDER = "PROVIDER:MODEL"
_VERSION = "0.121.20"
_ACTED_ON = regex(r"\{(?=[{%#])|#(?=\})|file:(?=//)|^package:", re.IGNORECASE)
_MODEL = regex(r"(?!(?:exec|file|golang|package|python|ruby)\b)[\w.-]+(?:[:/][\w.-]+)*")
_QUESTION: Message = {"role": "user", "content": "{{ item.question }}"}
_CHAT = {"openai": "openai:chat:", "anthropic": "anthropic:messages:"}
_SCORER = """\
// Right when the answer is the expected one, case and white space apart.
const plain = (text) => String(text).normalize('NFKC').toLowerCase().split(/\\s+/).join(' ').trim();

module.exports = (output, context) => plain(output) === plain(context.vars.item.answer);
"""
_HOLDS = """\
- `tests.jsonl`: each line a test with its `question` and the expected `answer`.
- `promptfooconfig.yaml`: all of it together, with the provider `echo`, which costs nothing.
"""
_HOLDS_SCORER = "- `score.cjs`: when an answer is right.\n"
_RUN = """\
```shell
# without a model: that prompts and tests fit together
npx promptfoo@{version} eval -c {config}{judge} --filter-first-n 2 --no-cache
# with one; promptfoo's pages list the names of providers
npx promptfoo@{version} eval -c {config} -r {model} -o {results} --no-cache
```
"""


def files(trial: Trial) -> Mapping[str, str]:
    """All that `promptfoo eval` needs."""
    tests = [
        {"vars": {"item": {"question": test.question, "answer": test.answer}}}
        for test in trial.tests
    ]
    made = {prompt_path(stub): dumped(_prompt(stub)) for stub in trial.stubs}
    made["tests.jsonl"] = json_lines(tests)
    made["promptfooconfig.yaml"] = _config(trial)
    holds = _HOLDS
    if trial.judge is None:
        made["score.cjs"] = _SCORER
        holds += _HOLDS_SCORER
    made["variations.csv"] = variations(trial)
    made["README.md"] = page(trial, holds, _run(trial), "results.json")
    return made


def quoted(text: str) -> str:
    """The text as a template that renders to it."""
    return _ACTED_ON.sub(lambda found: "{{ '" + found[0] + "' }}", text)


def _prompt(stub: Stub) -> list[Message]:
    return [*messages(stub, quoted), _QUESTION]


def _config(trial: Trial) -> str:
    """YAML whose strings are JSON's, which YAML reads as they are meant."""
    lines = [
        f"# promptfoo {_VERSION}; README.md says how to run it",
        f"description: {json.dumps('prompting instead of ' + quoted(trial.tuning_file))}",
        "providers: [echo]",
        "prompts:",
    ]
    for stub in trial.stubs:
        lines += [f"  - id: file://{prompt_path(stub)}", f"    label: {stub.name}"]
    lines += ["tests: file://tests.jsonl", "defaultTest:", "  assert:"]
    lines += _judged(trial, trial.judge) if trial.judge is not None else _compared(trial)
    return "\n".join(lines) + "\n"


def _compared(trial: Trial) -> list[str]:
    return [
        "    - type: javascript",
        "      value: file://score.cjs",
        f"      metric: {json.dumps(quoted(trial.metric))}",
    ]


def _judged(trial: Trial, judge: Judge) -> list[str]:
    rubric = (
        f"{quoted(judge.prompt.strip())}\n\n"
        "What was asked:\n{{ item.question }}\n\nWhat people answered:\n{{ item.answer }}"
    )
    return [
        "    - type: llm-rubric",
        f"      value: {json.dumps(rubric)}",
        f"      metric: {json.dumps(quoted(trial.metric))}",
        "  options:",
        f"    provider: {json.dumps(_provider(judge.model))}",
    ]


def _provider(model: str) -> str:
    known = provider(model)
    if _MODEL.fullmatch(model) is None:
        return _NO_PROVIDER
    return f"{_CHAT.get(known, f'{known}:')}{model}" if known else model


def _run(trial: Trial) -> str:
    known = bool(provider(trial.model))
    run = _RUN.format(
        version=_VERSION,
        config=in_folder(trial, "promptfooconfig.yaml"),
        results=in_folder(trial, "results.json"),
        judge="" if trial.judge is None else " --grader echo",
        model=shlex.quote(_provider(trial.model)) if known else _NO_PROVIDER,
    )
    return run if trial.judge is None else run + JUDGE_IS_CALLED
