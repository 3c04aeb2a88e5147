"""Command lines and configs that data files carry as text."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Language, MapNode, Parsed, SourceFile
from ftpolicy.parse.embedded import with_embedded
from ftpolicy.parse.parsed import parse


def _embedded(text: str) -> Parsed:
    parsed = parse(SourceFile("a.yaml", text.encode()), Language.YAML)
    assert isinstance(parsed, Parsed)
    return with_embedded(parsed)


TRAIN = ("axolotl", "train", "c.yml")

CARRIED = {
    "a block of shell": "run: |\n  set -e\n  axolotl train c.yml\n",
    "one line": "command: axolotl train c.yml\n",
    "a list of lines": "commands:\n  - pip install axolotl\n  - axolotl train c.yml\n",
    "a list of words": "command: [axolotl, train, c.yml]\n",
    "command and args of a container": "c: {command: [axolotl], args: [train, c.yml]}\n",
    "deep in a job": "jobs:\n  a:\n    steps:\n      - name: x\n        run: axolotl train c.yml\n",
    "through a shell": 'command: ["bash", "-c", "axolotl train c.yml"]\n',
    "a key with a hyphen": "before-script: axolotl train c.yml\n",
}


@pytest.mark.parametrize("text", CARRIED.values(), ids=CARRIED)
def test_commands_are_found(text: str) -> None:
    assert TRAIN in [command.words for command in _embedded(text).commands]


SILENT = {
    "a name": "name: axolotl train c.yml\n",
    "a description": "description: |\n  axolotl train c.yml\n",
    "a comment": "run: |\n  # axolotl train c.yml\n  true\n",
    "nothing": "run:\n",
    "a number": "run: 5\n",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_words_elsewhere_are_no_commands(text: str) -> None:
    assert TRAIN not in [command.words for command in _embedded(text).commands]


def test_a_config_in_a_config_map_is_a_document_with_its_line() -> None:
    text = "kind: ConfigMap\ndata:\n  c.yaml: |\n    base_model: m\n    datasets: [{path: d}]\n"
    _, inner = _embedded(text).documents
    assert isinstance(inner, MapNode)
    model = inner.get("base_model")
    assert model is not None
    assert model.line == 4


def test_json_in_a_config_map_is_a_document() -> None:
    text = 'data:\n  c.json: |\n    {"model_name_or_path": "m"}\n'
    assert len(_embedded(text).documents) == 2


def test_an_alias_is_read_once() -> None:
    text = "a: &a {run: axolotl train c.yml}\nb: *a\nc: *a\n"
    assert [command.words for command in _embedded(text).commands] == [TRAIN]
