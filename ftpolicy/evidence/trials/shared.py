"""What the files of every tool have in common: messages, the variations table, the page."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import shlex
from collections.abc import Callable, Iterable, Sequence

from ftpolicy.evidence.trials.trial import Stub, Trial

Message = dict[str, str]

_COLUMNS = (
    *("variant_id", "n_examples", "technique", "metric", "score", "n_items", "n_correct"),
    *("n_errors", "model", "created", "prompt_file"),
)
_PROVIDERS = (
    (("gpt-", "o1", "o3", "o4", "chatgpt-"), "openai"),
    (("claude-",), "anthropic"),
    (("gemini-",), "google"),
    (("mistral-", "ministral-", "codestral-"), "mistral"),
)


def prompt_path(stub: Stub) -> str:
    """Where a stub stands in the trial's folder."""
    return f"prompts/{stub.name}.json"


def messages(stub: Stub, quoted: Callable[[str], str] = str) -> list[Message]:
    """The chat before the question, each text quoted for the tool's template language."""
    chat = [{"role": "system", "content": quoted(stub.opening)}]
    for one in stub.examples:
        chat.append({"role": "user", "content": quoted(one.question)})
        chat.append({"role": "assistant", "content": quoted(one.answer)})
    return chat


def dumped(value: object) -> str:
    """JSON for people, in ASCII so that no editor or terminal acts on a character of a row."""
    return json.dumps(value, indent=2) + "\n"


def json_lines(values: Iterable[object]) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


def variations(trial: Trial) -> str:
    """The plain table with a row for each prompt; scores are still to be measured."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for stub in trial.stubs:
        shots = len(stub.examples)
        technique = "few-shot" if shots else "zero-shot"
        path = posixpath.join(trial.folder, prompt_path(stub))
        metric = trial.wanted_metric or trial.metric
        writer.writerow((stub.name, shots, technique, metric, "", len(trial.tests), "", 0, "", "", path))
    return stream.getvalue()


def provider(model: str) -> str:
    """The provider that a model's own name tells, empty when it tells none."""
    name = model.casefold()
    return next((it for starts, it in _PROVIDERS if name.startswith(starts)), "")


def in_folder(trial: Trial, *parts: str) -> str:
    """A path of the trial from the repository's root, quoted for a shell."""
    return shlex.quote(posixpath.join(trial.folder, *parts))


def page(trial: Trial, holds: Sequence[str], run: Sequence[str], results: str) -> str:
    """The README of a trial; `results` is where the tool leaves its results."""
    record = trial.record or "decisions/YOUR-RECORD.yaml"
    lines = [
        "# A trial of prompting",
        "",
        f"Made by `ftpolicy trial` for {code(trial.tuning_file)} with seed {trial.seed}. Nothing"
        " was sent anywhere: you run it.",
        "",
        f"- `prompts/`: {len(trial.stubs)} prompts with 0, 3, 5 and 10 examples, drawn from"
        " training rows that are no test items.",
        *holds,
        "- `variations.csv`: a table with a row for each prompt, for results that no reader of"
        " `ftpolicy measure` knows.",
        "",
        *_cautions(trial),
        "## Before you run it",
        "",
        "The prompts are a start, and the first one that works is seldom the best. Write into them"
        " what a new colleague would have to know, keep them different from each other, and keep"
        " test items out of them.",
        "",
        "## Run it",
        "",
        "From the root of the repository:",
        "",
        *run,
        "",
        "## Write it down",
        "",
        f"In {code(record)}, with the model that was prompted; `ftpolicy measure` puts the"
        " numbers right:",
        "",
        "```yaml",
        *_baseline(trial, results),
        "```",
        "",
        "```shell",
        f"ftpolicy measure {shlex.quote(record)} --write",
        "```",
        "",
        "If a prompt meets the target there is nothing to fine-tune, which is the cheapest end"
        " that a trial can have. Else run the best prompt again on fresh items and write that as"
        " `confirmed`: the best of ten looks better than it is.",
    ]
    return "\n".join(lines) + "\n"


def code(text: str) -> str:
    """A text as code in Markdown, on one line whatever it holds."""
    plain = "".join(each if each.isprintable() else "?" for each in text)
    fence = "`" * (1 + max((len(run) for run in _runs(plain)), default=0))
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}"


def _runs(text: str) -> list[str]:
    return [each for each in "".join(c if c == "`" else " " for c in text).split() if each]


def _cautions(trial: Trial) -> list[str]:
    """What a reader must know before he trusts the scores."""
    found = []
    if trial.wanted_metric:
        found.append(
            f"**The record's metric is {code(trial.wanted_metric)}, which these files cannot"
            " measure:** they compare answers with the expected ones, letter by letter, as"
            f" `{trial.metric}`. Put your own scorer in its place and give it that name. Until"
            " then `ftpolicy measure` does not take the results for the record's, and rightly: a"
            " score that is low because it asks for the same letters shows nothing."
        )
    if trial.unanswered and trial.judge is None:
        found.append(
            f"**{trial.unanswered} of the {len(trial.tests)} tests have no expected answer**, so"
            " no answer to them can be right."
        )
    if trial.left_out:
        found.append(
            f"The test set holds {trial.left_out} more items; a trial takes {len(trial.tests)}."
        )
    return [line for each in found for line in (each, "")]


def _baseline(trial: Trial, results: str) -> list[str]:
    return [
        "few_shot_baselines:",
        "  - role: candidate",
        f"    model: {json.dumps(trial.model)}",
        f"    examples_in_prompt: {max(len(stub.examples) for stub in trial.stubs)}",
        f"    variations_tried: {len(trial.stubs)}",
        "    score: 0",
        f"    test_examples: {len(trial.tests)}",
        "    measured_on:              # the day of the run, YYYY-MM-DD",
        f"    results: [{json.dumps(posixpath.join(trial.folder, results))}]",
        "    shortfall:                # what still goes wrong with the best prompt",
    ]
