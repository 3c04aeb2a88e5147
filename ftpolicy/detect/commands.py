"""Which files of the repository the commands of a file run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from ftpolicy.detect.detector import NameSource
from ftpolicy.detect.names import data_names, model_names
from ftpolicy.detect.paths import key_path
from ftpolicy.detect.places import JUSTFILES, MAKEFILES, Places
from ftpolicy.detect.view import View
from ftpolicy.model.detection import Premises
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Command, MapNode, Parsed, Scalar, SourceFile

_SCRIPT = regex(r".+\.(py|sh|bash|zsh|slurm|sbatch|ipynb)(::\w+)?")
_GOAL = regex(r"@?([\w./%-]{1,100})")
_IDLE_FLAGS = frozenset(
    (
        *("help", "h", "version", "eval_only", "only_eval", "evaluate_only", "test_only"),
        *("inference_only", "infer_only", "predict_only", "merge_only", "preprocess_only"),
        *("evaluate", "dry_run"),
    )
)
_IDLE_VERBS = frozenset(
    (
        *("eval", "evaluate", "evaluation", "test", "infer", "inference", "predict", "generate"),
        *("chat", "serve", "export", "merge", "preprocess", "prepare", "download", "convert"),
        "benchmark",
    )
)
_VERB_FLAGS = ("mode", "task", "action", "phase", "command", "0")
_NO = frozenset(("false", "0", "no", "none", ""))
_MODELS = tuple(
    NameSource(path=key_path(key))
    for key in (
        *("model_name_or_path", "base_model", "base_model_name", "model_name", "model_id"),
        *("pretrained_model_name_or_path", "pretrained_model", "model_path", "model"),
    )
)
_DATA = tuple(
    NameSource(path=key_path(key))
    for key in (
        *("dataset_name", "dataset", "datasets", "dataset_path", "data_path", "data_file"),
        *("train_file", "training_file", "train_files", "train_data", "train_path", "data_files"),
    )
)


class Target(NamedTuple):
    """A file that a command runs; of a Makefile or Justfile one `goal` ("" is the first)."""

    path: str
    goal: str | None = None

    def narrowed(self, data: bytes) -> SourceFile:
        """The Makefile or Justfile with the recipes of the goal and what it needs alone."""
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        wanted = _needed(lines, self.goal or "")
        kept: list[str] = []
        goal = ""
        for line in lines:
            inside = line[:1] in (" ", "\t")
            if not inside and line.strip():
                goal = _head(line)[0]
            kept.append("" if inside and goal not in wanted else line)
        return SourceFile(self.path, "\n".join(kept).encode("utf-8", "surrogateescape"))


def _head(line: str) -> tuple[str, list[str]]:
    """The goal that a line opens and what it needs first; no goal for a setting or a comment."""
    head, colon, needs = line.partition(":")
    found = _GOAL.match(head)
    if not colon or found is None or "=" in head or needs[:1] in ("=", ":"):
        return "", []
    return found[1], needs.partition("#")[0].split()


def _needed(lines: list[str], goal: str) -> set[str]:
    needs: dict[str, list[str]] = {}
    for line in lines:
        if line[:1] not in (" ", "\t", ".", "#"):
            name, others = _head(line)
            needs.setdefault(name, []).extend(others)
    needs.pop("", None)
    waiting, wanted = [goal or next(iter(needs), "")], set[str]()
    while waiting:
        one = waiting.pop()
        if one and one not in wanted:
            wanted.add(one)
            waiting += needs.get(one, [])
    return wanted


def targets(parsed: Parsed, path: str, places: Places) -> Iterator[tuple[Command, Target]]:
    """Each command that runs a file of the tree, with that file."""
    folder: str | None = None
    for command in parsed.commands:
        program = command.words[0].rpartition("/")[2] if command.words else ""
        if program in ("cd", "pushd"):
            folder = _moved(folder, command.words[1:2])
        elif program in ("make", "gmake", "just"):
            yield from ((command, each) for each in _goals(command, path, folder, places))
        elif not _is_idle(command.options):
            found = _file(command.words, path, folder, places)
            if found is not None:
                yield command, Target(found)


def _file(words: tuple[str, ...], path: str, folder: str | None, places: Places) -> str | None:
    program = words[0] if words else ""
    if program == "-m":
        return places.run_as_module(words[1], path, folder) if len(words) > 1 else None
    if program in ("source", "."):
        program = words[1] if len(words) > 1 else ""
    elif program in ("modal", "papermill"):
        program = next((word for word in words[1:] if _SCRIPT.fullmatch(word)), "")
    elif not _SCRIPT.fullmatch(program) and "/" not in program:
        return None
    return places.script(program, path, folder)


def _moved(folder: str | None, words: tuple[str, ...]) -> str | None:
    """Where `cd` leads; None when that is not known."""
    to = words[0] if words else ""
    if not to or to.startswith(("$", "/", "~", "-")):
        return None
    return posixpath.normpath(posixpath.join(folder or "", to))


def _goals(command: Command, path: str, folder: str | None, places: Places) -> Iterator[Target]:
    names: tuple[str, ...] = JUSTFILES if command.words[0].endswith("just") else MAKEFILES
    words = list(command.words[1:])
    goals: list[str] = []
    while words:
        word = words.pop(0)
        if word in ("-C", "--directory") and words:
            folder = posixpath.normpath(posixpath.join(folder or "", words.pop(0)))
        elif word in ("-f", "--file", "--justfile") and words:
            names = (words.pop(0),)
        elif not word.startswith("-") and "=" not in word:
            goals.append(word)
    at = places.makefile(path, folder, names)
    if at is not None:
        yield from (Target(at, goal) for goal in goals or [""])


def _is_idle(options: MapNode) -> bool:
    """Whether the options say that nothing is trained: `--help`, `--eval_only`, `eval`."""
    for key, value in options.entries:
        name = key.text.replace("-", "_").lower()
        text = value.text.lower() if isinstance(value, Scalar) else ""
        if name in _IDLE_FLAGS and text not in _NO:
            return True
        if name in _VERB_FLAGS and text in _IDLE_VERBS:
            return True
        if name == "do_train" and text in _NO:
            return True
    return False


def flags(path: str, parsed: Parsed, command: Command) -> Premises:
    """What the flags of a launch line say; the rest is chosen in the file that it runs."""
    view = View(path, parsed, command.options, words=command.words)
    models, data = model_names(view, _MODELS), data_names(view, _DATA)
    chosen = [f"base model: {text}" for text in models.chosen[: 0 if models.known else 1]]
    chosen += [f"data set: {text}" for text in data.chosen]
    return Premises(
        base_model=models.known[0] if models.known else None,
        datasets=data.known or None,
        chosen=tuple(chosen),
    )
