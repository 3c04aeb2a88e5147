"""Notebooks: what runs counts, what is shown does not."""

from __future__ import annotations

import json

import pytest

from ftpolicy.model.source import Language, Parsed, SourceFile, Unparsed
from ftpolicy.parse.parsed import parse


def _notebook(*cells: tuple[str, str | list[str]], version: int = 4) -> bytes:
    if version == 3:
        old = [{"cell_type": kind, "input": source} for kind, source in cells]
        return json.dumps({"worksheets": [{"cells": old}], "nbformat": 3}, indent=1).encode()
    made = [{"cell_type": kind, "source": source, "outputs": []} for kind, source in cells]
    return json.dumps({"cells": made, "nbformat": 4}, indent=1).encode()


def _parsed(data: bytes) -> Parsed:
    parsed = parse(SourceFile("a.ipynb", data), Language.NOTEBOOK)
    assert isinstance(parsed, Parsed)
    return parsed


CODE = {
    "one text": (("code", "import trl\ntrl.SFTTrainer(model='m')"),),
    "a list of lines": (("code", ["import trl\n", "trl.SFTTrainer(model='m')"]),),
    "an import in an earlier cell": (("code", "import trl"), ("code", "trl.SFTTrainer(model='m')")),
    "beside a broken cell": (
        ("code", "this is no Python"),
        ("code", "import trl\ntrl.SFTTrainer(model='m')"),
    ),
    "below a magic": (("code", "%%time\nimport trl\ntrl.SFTTrainer(model='m')"),),
    "with magic lines": (
        ("code", "!pip install trl\n%matplotlib inline\nimport trl\ntrl.SFTTrainer(model='m')"),
    ),
    "with an indented magic line": (
        ("code", "import trl\nif True:\n    !ls\ntrl.SFTTrainer(model='m')"),
    ),
    "written to a file": (("code", "%%writefile t.py\nimport trl\ntrl.SFTTrainer(model='m')"),),
}


@pytest.mark.parametrize("cells", CODE.values(), ids=CODE)
@pytest.mark.parametrize("version", [3, 4])
def test_calls_of_code_cells(cells: tuple[tuple[str, str | list[str]], ...], version: int) -> None:
    parsed = _parsed(_notebook(*cells, version=version))
    assert [call.name for call in parsed.calls] == ["trl.SFTTrainer"]


SHELL = {
    "a line": "!axolotl train c.yml",
    "two marks": "!!axolotl train c.yml",
    "assigned": "out = !axolotl train c.yml",
    "indented": "if 1:\n    !axolotl train c.yml",
    "continued": "!axolotl \\\n    train c.yml",
    "a cell": "%%bash\nset -e\naxolotl train c.yml",
    "a script cell": "%%script bash\naxolotl train c.yml",
    "a Databricks cell": "%sh\naxolotl train c.yml",
    "a written script": "%%writefile run.sh\naxolotl train c.yml",
}


@pytest.mark.parametrize("source", SHELL.values(), ids=SHELL)
def test_commands_of_magic_lines(source: str) -> None:
    words = [command.words for command in _parsed(_notebook(("code", source))).commands]
    assert ("axolotl", "train", "c.yml") in words


def test_a_run_line_is_a_python_command() -> None:
    (command,) = _parsed(_notebook(("code", "%run train.py --lr 1"))).commands
    assert command.words[0] == "train.py"


def test_a_written_config_is_a_document() -> None:
    parsed = _parsed(_notebook(("code", "%%writefile c.yaml\nbase_model: m\n")))
    assert len(parsed.documents) == 1


SILENT = {
    "prose": ("markdown", "import trl\ntrl.SFTTrainer(model='m')"),
    "raw": ("raw", "import trl\ntrl.SFTTrainer(model='m')"),
    "a page": ("code", "%%html\n<b>trl.SFTTrainer()</b>"),
    "a comment": ("code", "# trl.SFTTrainer(model='m')\n# !axolotl train c.yml"),
    "nothing": ("code", ""),
}


@pytest.mark.parametrize("cell", SILENT.values(), ids=SILENT)
def test_what_does_not_run_is_silent(cell: tuple[str, str]) -> None:
    parsed = _parsed(_notebook(cell, ("code", "pass")))
    assert parsed.calls == ()
    assert parsed.commands == ()


def test_lines_are_those_of_the_file() -> None:
    data = _notebook(("markdown", "x"), ("code", ["import trl\n", "\n", "trl.SFTTrainer()\n"]))
    (call,) = _parsed(data).calls
    assert data.decode().splitlines()[call.line - 1].strip() == '"trl.SFTTrainer()\\n"'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it holds no cells"),
        (b"[]", "it holds no cells"),
        (b"{}", "it holds no cells"),
        (b'{"cells": [', "it is not valid JSON"),
    ],
    ids=["empty", "a list", "no cells", "broken"],
)
def test_a_broken_notebook_is_refused(data: bytes, reason: str) -> None:
    parsed = parse(SourceFile("a.ipynb", data), Language.NOTEBOOK)
    assert isinstance(parsed, Unparsed)
    assert parsed.language is Language.NOTEBOOK
    assert reason in parsed.reason
