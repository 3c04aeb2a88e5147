"""The look before parsing: quick, and never wrong about what it leaves out."""

from __future__ import annotations

import pytest

from ftpolicy.detect.keywords import Batch, hits, keyword_hits, may_carry
from ftpolicy.detect.load import built_in, examples
from ftpolicy.detect.match import detections
from ftpolicy.detect.reading import read
from ftpolicy.detect.spelled import searchable
from ftpolicy.model.source import Language, Parsed, SourceFile
from ftpolicy.parse.language import language_of

EXAMPLES = [
    pytest.param(each.path, each.text, id=f"{one.id}: {each.name}")
    for one in built_in()
    for each in examples(one.id)
]


@pytest.mark.parametrize(("path", "text"), EXAMPLES)
def test_what_is_left_out_would_find_nothing(path: str, text: str) -> None:
    data = text.encode()
    language = language_of(path, data)
    held = searchable(data)
    kept = {(one.id, match.id) for one, match in keyword_hits(data, built_in(), language)}
    parsed = read(SourceFile(path, data), language) if language is not None else None
    for one in built_in():
        for match in one.matches:
            holds = all(any(word in held for word in group) for group in match.keywords)
            if (one.id, match.id) in kept:
                assert holds
            elif holds and isinstance(parsed, Parsed) and may_carry(parsed.language, match):
                assert [*detections(path, parsed, one, match)] == []


IMPORTS = {
    "from": "from trl import SFTTrainer\n",
    "import": "import trl\n",
    "several": "import os, trl\n",
    "indented": "def f():\n    from trl import SFTTrainer\n",
    "after a semicolon": "import os; import trl\n",
    "over lines": "from trl import (\n    SFTTrainer,\n)\n",
    "continued": "from trl \\\n    import SFTTrainer\n",
    "continued after": "import os, \\\n    trl\n",
    "CRLF": "from trl \\\r\n    import SFTTrainer\r\n",
    "no line end": "SFTTrainer; import trl",
    "a thousand before": "import os\n" * 1100 + "import trl\n",
    "full-width": "from ｔｒｌ import SFTTrainer\n",
}


@pytest.mark.parametrize("text", IMPORTS.values(), ids=IMPORTS)
def test_an_import_is_seen_however_it_is_written(text: str) -> None:
    data = f"{text}\nSFTTrainer()".encode()
    hits = {(one.id, match.id) for one, match in keyword_hits(data, built_in(), Language.PYTHON)}
    assert ("trl", "trainer") in hits


RUNNERS = {
    "subprocess": "import subprocess\nsubprocess.run('trl sft', shell=True)\n",
    "os.system": "import os\nos.system('trl sft --model_name_or_path m')\n",
    "an alias of os": "import os as o\no.system('trl sft')\n",
    "a name of os": "from os import path, system\nsystem('trl sft')\n",
    "popen": "from os import popen\npopen('trl sft')\n",
}


@pytest.mark.parametrize("text", RUNNERS.values(), ids=RUNNERS)
def test_code_that_runs_a_command_is_looked_into(text: str) -> None:
    hits = keyword_hits(text.encode(), built_in(), Language.PYTHON)
    assert ("trl", "launch") in {(one.id, match.id) for one, match in hits}


def test_code_that_runs_nothing_is_not() -> None:
    hits = keyword_hits(b"print('trl sft --model_name_or_path m')\n", built_in(), Language.PYTHON)
    assert "trl" not in {one.id for one, _ in hits}


def test_pictures_of_a_notebook_hold_no_words() -> None:
    picture = f'"image/png": "{"trl+axolotl+unsloth+lora" * 9}\\n"'
    cell = '{"cells": [{"cell_type": "code", "source": ["%s"], "outputs": [{"data": {%s}}]}]}'
    shown = cell % ("print(1)", picture)
    assert [*keyword_hits(shown.encode(), built_in(), Language.NOTEBOOK)] == []
    tuned = cell % ("from trl import SFTTrainer", picture)
    hits = keyword_hits(tuned.encode(), built_in(), Language.NOTEBOOK)
    assert "trl" in {one.id for one, _ in hits}


@pytest.mark.parametrize("language", [*Language, None])
def test_files_in_a_batch_hit_what_each_hits_alone(language: Language | None) -> None:
    texts = [
        each.text.encode()
        for one in built_in()
        for each in examples(one.id)
        if language is None or language_of(each.path, b"") is language
    ]
    batch = Batch(texts, built_in(), language)
    for text in texts:
        alone = [*hits(text, built_in(), language)]
        assert [*hits(text, built_in(), language, batch)] == alone
