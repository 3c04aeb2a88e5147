"""The keyword search: no spelling of a keyword that a parser understands may hide it."""

from __future__ import annotations

import json

import pytest

from ftpolicy.detect.find import candidates, find
from ftpolicy.detect.load import built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.detect.spelled import searchable
from ftpolicy.model.detection import Detection, Unreadable
from ftpolicy.model.source import SourceFile
from tests.honest import MemoryTree

CONFIG = (
    "base_model: acme/house-8b\ndatasets:\n  - path: data/a.jsonl\n"
    "micro_batch_size: 1\nadapter: lora\n"
)
REQUEST = {"model": "gpt-4o-mini-2024-07-18", "training_file": "file-a"}
SCRIPT = "from trl import SFTTrainer\nSFTTrainer(model='acme/house-8b').train()\n"


def _escaped(word: str) -> str:
    return "".join(f"\\u{ord(char):04X}" for char in word)


def _wide(word: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in word)


SPELLINGS = {
    "as usual": ("a.yaml", CONFIG.encode()),
    "CRLF": ("a.yaml", CONFIG.replace("\n", "\r\n").encode()),
    "UTF-8 with a mark": ("a.yaml", CONFIG.encode("utf-8-sig")),
    "UTF-16": ("a.yaml", CONFIG.encode("utf-16")),
    "UTF-16 big-endian": ("a.yaml", b"\xfe\xff" + CONFIG.encode("utf-16-be")),
    "UTF-32": ("a.yaml", CONFIG.encode("utf-32")),
    "UTF-32 big-endian": ("a.yaml", b"\x00\x00\xfe\xff" + CONFIG.encode("utf-32-be")),
    "YAML escapes in a key": ("a.yaml", CONFIG.replace("base_model", '"\\x62ase_model"').encode()),
    "YAML unicode escapes": (
        "a.yaml",
        CONFIG.replace("datasets", f'"{_escaped("datasets")}"').encode(),
    ),
    "JSON escapes": (
        "a.json",
        json.dumps(REQUEST).replace("training_file", _escaped("training_file")).encode(),
    ),
    "full-width Python names": ("a.py", SCRIPT.replace("SFT", _wide("SFT")).encode()),
    "another suffix": ("a.txt", CONFIG.encode()),
    "no suffix": ("train", CONFIG.encode()),
    "a template's suffix": ("a.yaml.j2", CONFIG.encode()),
    "a backup's suffix": ("a.yaml.bak", CONFIG.encode()),
    "a second document": ("a.yaml", b"a: 1\n---\n" + CONFIG.encode()),
    "a key that stands twice": ("a.yaml", b"adapter: none\n" + CONFIG.encode()),
    "merged from an anchor": (
        "a.yaml",
        b"x: &x {base_model: m, micro_batch_size: 1}\ny: 1\n<<: *x\ndatasets: [{path: d}]\n",
    ),
    "an unknown tag": ("a.yaml", CONFIG.encode() + b"extra: !include other.yaml\n"),
}


@pytest.mark.threat("encodings")
@pytest.mark.parametrize(("path", "data"), SPELLINGS.values(), ids=SPELLINGS)
def test_spelling_hides_nothing(path: str, data: bytes) -> None:
    found = detect(SourceFile(path, data), built_in())
    assert [type(one) for one in found] == [Detection]


UNREADABLE = {
    "broken YAML": ("a.yaml", CONFIG.encode() + b"\t]]\n", "yaml"),
    "latin-1": ("a.yaml", CONFIG.encode() + "note: für\n".encode("latin-1"), "yaml"),
    "a NUL": ("a.yaml", CONFIG.encode() + b"note: \x00\n", "yaml"),
    "broken Python": ("a.py", SCRIPT.encode() + b"def (:\n", "python"),
    "broken JSON": ("a.json", json.dumps(REQUEST).encode()[:-1], "json"),
    "an alias bomb": (
        "a.yaml",
        CONFIG.encode() + b"a: &a [1]\nb: [" + b", ".join([b"*a"] * 60) + b"]\n",
        "yaml",
    ),
    "too deep": ("a.yaml", CONFIG.encode() + b"a: " + b"[" * 30_000 + b"\n", "yaml"),
    "too long": ("a.yaml", CONFIG.encode() + b"#" * (1 << 20), "yaml"),
}


@pytest.mark.threat("unreadable is not skipped")
@pytest.mark.parametrize(("path", "data", "language"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_never_cleared(path: str, data: bytes, language: str) -> None:
    (one,) = detect(SourceFile(path, data), built_in())
    assert isinstance(one, Unreadable)
    assert one.language.value == language
    assert one.reason


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.yaml", b"note: nothing to see\n\t]]\n"),
        ("a.py", b"def (:\n"),
        ("notes.txt", b"base_model, datasets: see micro_batch_size\n: [\n"),
        ("README.md", b"```yaml\n" + CONFIG.encode() + b"```\n"),
    ],
    ids=["broken YAML without keywords", "broken Python", "prose", "documentation"],
)
def test_what_holds_no_match_is_silent(path: str, data: bytes) -> None:
    assert detect(SourceFile(path, data), built_in()) == ()


def test_searchable_adds_what_escapes_mean() -> None:
    assert b"trl" in searchable(b'"\\u0054RL"')
    assert b"trl" in searchable(b'"\\x74rl"')
    assert searchable(b"Plain") == b"plain"


def test_two_jobs_in_one_file_are_two_detections() -> None:
    other = CONFIG.replace("house-8b", "house-1b").replace("a.jsonl", "b.jsonl")
    found = detect(SourceFile("a.yaml", f"{CONFIG}---\n{other}".encode()), built_in())
    models = [one.premises.base_model for one in found if isinstance(one, Detection)]
    assert models == ["acme/house-8b", "acme/house-1b"]


def test_a_trainer_and_its_adapter_are_one_detection() -> None:
    script = SCRIPT + "SFTTrainer(model='acme/house-8b', train_dataset=rows).train()\n"
    assert len(detect(SourceFile("a.py", script.encode()), built_in())) == 1


def test_small_files_that_are_looked_at_together() -> None:
    files = {f"part{number}/values.yaml": "replicas: 2\n" for number in range(150)}
    tuned = {f"part{number}/tune.yaml": CONFIG for number in (3, 70, 149)}
    tree = MemoryTree(files | tuned | {"part7/large.yaml": CONFIG + "#" * 5000})
    found = find(tree, candidates(tree), built_in()).detections
    assert [one.path for one in found] == sorted([*tuned, "part7/large.yaml"])
