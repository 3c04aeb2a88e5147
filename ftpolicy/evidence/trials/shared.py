"""What the files of every tool have in common: messages, the variations table, providers."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import shlex
from collections.abc import Callable, Iterable

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
        row = (stub.name, shots, technique, metric, "", len(trial.tests), "", 0, "", "", path)
        writer.writerow(row)
    return stream.getvalue()


def provider(model: str) -> str:
    """The provider that a model's own name tells, empty when it tells none."""
    name = model.casefold()
    return next((it for starts, it in _PROVIDERS if name.startswith(starts)), "")


def in_folder(trial: Trial, *parts: str) -> str:
    """A path of the trial from the repository's root, quoted for a shell."""
    return shlex.quote(posixpath.join(trial.folder, *parts))
