"""Files that tune a model: every hit among the detectors' examples, alone and carried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ftpolicy.detect.load import built_in, examples
from ftpolicy.model.source import Language
from ftpolicy.parse.language import language_of, recipe_of
from tests.honest import HONEST_TUNING, TUNING_PATH


@dataclass(frozen=True, slots=True)
class Base:
    """A file that is found as it stands."""

    name: str
    path: str
    text: str

    @property
    def language(self) -> Language:
        found = language_of(self.path, self.text.encode())
        assert found is not None
        return found


@cache
def bases() -> tuple[Base, ...]:
    """Every hit as it stands, and once more inside of what carries it in real repositories."""
    found = [
        Base(f"{one.id}: {each.name}", each.path, each.text)
        for one in built_in()
        for each in examples(one.id)
        if each.detects and one.family == "generative"
    ]
    found.append(Base("the honest config", TUNING_PATH, HONEST_TUNING))
    return (*found, *(wrapped for base in found for wrapped in _wrapped(base)))


def _wrapped(base: Base) -> Iterator[Base]:
    if base.language is Language.PYTHON:
        yield Base(f"{base.name}, in a notebook", "run.ipynb", _notebook(base.text))
    if base.language is Language.SHELL and recipe_of(base.path) is None:
        indented = base.text.replace("\n", "\n          ").rstrip()
        step = f"jobs:\n  tune:\n    steps:\n      - run: |\n          {indented}\n"
        yield Base(f"{base.name}, in a workflow", ".github/workflows/tune.yml", step)


def _notebook(code: str) -> str:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": code.splitlines(keepends=True),
    }
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1) + "\n"
