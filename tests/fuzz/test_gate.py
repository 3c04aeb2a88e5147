"""No tuning file is lost, however it is written or broken: each hit of each detector, by chance.

`fuzz/run gate` asks the same for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftpolicy import hook
from ftpolicy.detect.needles import NEEDLES
from ftpolicy.detect.spelled import searchable
from ftpolicy.model.source import Language
from tests.fuzz.bases import Base, bases
from tests.fuzz.damages import ALL as DAMAGES
from tests.fuzz.damages import Damage, damages
from tests.fuzz.disguises import ALL as EVERYWHERE
from tests.fuzz.disguises import OWN, Rewrite, encodings
from tests.fuzz.promise import held, refused
from tests.fuzz.ways import broken, disguised

ALONE = (*hook.RECORD_NEEDLES, *NEEDLES)
CHANCES = st.integers(0, 1 << 32)
FEW = settings(max_examples=60)
REWRITES = [*dict.fromkeys((*EVERYWHERE, *(one for several in OWN.values() for one in several)))]
ENCODINGS = [*dict.fromkeys(one for language in OWN for one in encodings(language))]


def of(*languages: Language) -> list[Base]:
    return [one for one in bases() if one.language in languages]


@pytest.mark.parametrize("base", bases(), ids=lambda one: one.name)
def test_a_file_is_found_as_it_stands(base: Base) -> None:
    assert held(base.path, base.text.encode())


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda one: one.__name__)
def test_each_way_of_writing_is_used_and_hides_nothing(rewrite: Rewrite) -> None:
    fitting = [one for one in bases() if rewrite in (*EVERYWHERE, *OWN[one.language])]
    used = 0
    for number, base in enumerate(fitting[:: max(1, len(fitting) // 12)]):
        text = rewrite(base.text, Random(number))  # noqa: S311 - the same each time
        if text is not None:
            used += text != base.text
            assert held(base.path, text.encode()), (base.name, text)
    assert used


@pytest.mark.parametrize("encode", ENCODINGS, ids=lambda one: one.__name__)
def test_each_encoding_hides_nothing(encode: Callable[[str], bytes]) -> None:
    for base in bases()[::16]:
        if encode in encodings(base.language):
            assert held(base.path, encode(base.text)), base.name


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_a_broken_file_is_found_or_unreadable(damage: Damage) -> None:
    for number, base in enumerate(bases()[:: 12 if damage.__name__ != "large" else 60]):
        if damage in damages(base.language):
            data = damage(base.text, Random(number))  # noqa: S311
            assert held(base.path, data, broken=True), (base.name, data[:2000])


@FEW
@given(st.sampled_from(bases()), CHANCES)
def test_any_disguise_is_seen_through(base: Base, number: int) -> None:
    written = disguised(base, Random(number))  # noqa: S311
    assert held(base.path, written.data), (written.ways, written.data)


@FEW
@given(st.sampled_from(bases()), CHANCES)
def test_any_damage_is_noticed(base: Base, number: int) -> None:
    written = broken(base, Random(number))  # noqa: S311
    assert held(base.path, written.data, broken=True), (written.ways, written.data)


@settings(max_examples=10)
@given(st.sampled_from(bases()), CHANCES, st.booleans())
def test_the_program_refuses_it_without_a_record(base: Base, number: int, breaks: bool) -> None:
    written = (broken if breaks else disguised)(base, Random(number))  # noqa: S311
    assert refused(base.path, written.data), (written.ways, written.data)


COMMANDS = {
    "spaces": "litgpt   finetune_lora\tacme/house-1b --data JSON\n",
    "quotes": "'litgpt' \"finetune_lora\" acme/house-1b --data JSON\n",
    "cut by quotes": "lit''gpt fine\"tune\"_lora acme/house-1b --data JSON\n",
    "cut by a backslash": "li\\tgpt finetune\\_lora acme/house-1b --data JSON\n",
    "cut by a line end": "lit\\\ngpt finetune_lora acme/house-1b --data JSON\n",
    "over lines": "litgpt \\\n  finetune_lora \\\n  acme/house-1b --data JSON\n",
    "line ends of Windows": "litgpt \\\r\n  finetune_lora acme/house-1b --data JSON\r\n",
}


@pytest.mark.parametrize("text", COMMANDS.values(), ids=COMMANDS)
def test_a_command_however_it_is_spelled(text: str) -> None:
    assert held("run.sh", text.encode())


KEYS = {
    "as usual": "dpo: {max_epochs: 1}",
    "in quotes": "'dpo': {max_epochs: 1}",
    "before spaces": '"dpo"  : {max_epochs: 1}',
    "apart from its value": "? dpo\n  : {max_epochs: 1}",
    "as an escape": '"\\U00000064po": {max_epochs: 1}',
}


@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_a_key_however_it_is_spelled(text: str) -> None:
    config = (
        f"trainer:\n  devices: 8\n  {text}\nexp_manager: {{name: a}}\n"
        "pretrained_checkpoint: {restore_from_path: /models/sft.nemo}\n"
        "model: {data: {data_prefix: null}, optim: {lr: 9e-7},\n"
        "  'dpo' : {ref_policy_kl_penalty: 0.2}}\n"
    )
    assert held("conf/judged.yaml", config.encode())


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'"\\U00000074rl"', b"trl"),
        (b'"\\164rl"', b"trl"),
        ("ｔｒｌ".encode("utf-16"), b"trl"),
        ("trl".encode("utf-16-be"), b"trl"),
        (b"\xff\xfet\x00r\x00l\x00\n", b"trl"),
    ],
    ids=["long escape", "octal escape", "wide letters in UTF-16", "no mark", "half a character"],
)
def test_words_are_sought_in_what_is_meant(data: bytes, word: bytes) -> None:
    assert word in searchable(data)


@pytest.mark.parametrize("base", bases(), ids=lambda one: one.name)
def test_the_short_way_of_a_commit_lets_no_disguise_pass(base: Base) -> None:
    written = disguised(base, Random(base.name))  # noqa: S311 - the same each time
    assert hook._holds(written.data, ALONE), written.ways
