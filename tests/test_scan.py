"""`ftpolicy scan`: the inventory as a table, and why a file is in it or not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ftpolicy.changes import folder
from ftpolicy.cli import main
from ftpolicy.cli._table import shortened, table
from ftpolicy.detect.found import Found
from ftpolicy.model.detection import Confidence, Detection, Premises
from ftpolicy.model.source import Location

AXOLOTL = """\
base_model: meta-llama/Llama-3.1-8B-Instruct
datasets:
  - path: data/voice.jsonl
adapter: lora
micro_batch_size: 2
"""
TRL = """\
from trl import DPOTrainer

DPOTrainer(model="acme/house-8b", train_dataset=rows, args=args).train()
"""
SERVE = "base_model: acme/house-8b\nsequence_len: 4096\ndatasets: []\n"
FILES = {
    "configs/voice.yaml": AXOLOTL,
    "configs/serve.yaml": SERVE,
    "train.py": TRL,
    "app.py": "print('hello')\n",
    "README.md": "Run `trl sft`.\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _one(path: str, detector: str = "trl", *, sure: bool = True, model: str = "m") -> Detection:
    confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
    premises = Premises(base_model=model, method="sft", datasets=("d",))
    return Detection(detector, confidence, premises, "lora", Location(path, 3), ("s",))


def test_the_table_is_grouped_with_totals(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan"]) == 0
    assert capsys.readouterr().out == (
        "  file                line  method  technique  base model                      "
        "  data sets\n"
        "axolotl: 1 file\n"
        "  configs/voice.yaml  1     sft     lora       meta-llama/Llama-3.1-8B-Instruct"
        "  data/voice.jsonl\n"
        "trl: 1 file\n"
        "  train.py            3     dpo     full       acme/house-8b                   "
        "  unknown\n"
        "\n"
        "2 tuning files, 2 frameworks\n"
        "frameworks  axolotl 1, trl 1\n"
        "methods     dpo 1, sft 1\n"
        "confidence  certain 2\n"
    )


def test_what_is_likely_is_marked() -> None:
    found = Found((_one("a.yaml", "generic", sure=False), _one("b.py"), _one("b.py", model="n")))
    assert table(found, None) == (
        "  file    line          method  technique  base model  data sets\n"
        "generic: 1 file\n"
        "  a.yaml  3     likely  sft     lora       m           d\n"
        "trl: 1 file\n"
        "  b.py    3             sft     lora       m           d\n"
        "  b.py    3             sft     lora       n           d\n"
        "\n"
        "2 tuning files, 2 frameworks\n"
        "frameworks  generic 1, trl 1\n"
        "methods     sft 2\n"
        "confidence  certain 1, likely 1\n"
    )


@pytest.mark.parametrize("width", [20, 80, 100, 133])
def test_a_terminal_is_never_overrun(width: int) -> None:
    long = _one("services/voice/configs/production/tune.yaml", model=f"acme/{'house-' * 8}8b")
    lines = table(Found((long,)), width).splitlines()
    assert max(map(len, lines)) <= max(width, 80)
    assert lines[2].count("...") == 2 if width < 100 else True
    piped = table(Found((long,)), None)
    assert long.path in piped
    assert f"acme/{'house-' * 8}8b" in piped


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("configs/voice.yaml", 18, "configs/voice.yaml"),
        ("configs/voice.yaml", 17, "conf...voice.yaml"),
        ("configs/voice.yaml", 12, "con...e.yaml"),
    ],
)
def test_the_end_of_a_path_tells_more(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown
    assert len(shown) <= width


def test_machine_formats_are_never_shortened(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    path = "/".join(["a" * 60] * 5) + "/tune.yaml"
    (tree / path).parent.mkdir(parents=True)
    (tree / path).write_text(AXOLOTL, encoding="utf-8")
    for form in ("paths", "csv", "json"):
        assert main(["scan", "--format", form]) == 0
        assert path in capsys.readouterr().out


EXPLAINED = {
    "configs/voice.yaml": (
        "configs/voice.yaml (yaml): a tuning file\n"
        "  line 1: axolotl: sft with lora, base model meta-llama/Llama-3.1-8B-Instruct, data\n"
        "    data/voice.jsonl\n"
    ),
    "train.py": (
        "train.py (python): a tuning file\n"
        "  line 3: trl: dpo, all weights, base model acme/house-8b, data unknown\n"
        "    signs: trl.DPOTrainer()\n"
        "  decided by trl, match `trainer` (all hold)\n"
    ),
    "configs/serve.yaml": (
        "configs/serve.yaml (yaml): no tuning file\n  nearest miss: axolotl, match `config` ("
    ),
    "app.py": "app.py (python): no tuning file\n",
    "README.md": "README.md: no tuning file\n  files of this kind are not read\n",
}


@pytest.mark.parametrize(("path", "start"), EXPLAINED.items(), ids=EXPLAINED)
def test_explain_says_what_decided(
    path: str, start: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", "--explain", path]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(start)
    assert printed.err == ""


def test_a_near_miss_names_what_is_missing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", "--explain", "configs/serve.yaml"])
    lines = capsys.readouterr().out.splitlines()
    missing = [line.strip() for line in lines if line.startswith("    - ")]
    assert len(missing) == 1
    assert "`datasets.path`" in missing[0]
    assert any(line.startswith("    + line 1: ") for line in lines)
    assert any(line.startswith("    + line 2: ") for line in lines)


def test_a_launcher_names_what_it_starts(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "run.sh").write_text("python train.py\n", encoding="utf-8")
    assert main(["scan", "--explain", "run.sh"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("run.sh (shell): a tuning file\n")
    assert "runs train.py" in printed


def test_a_file_that_cannot_be_read_says_why(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "broken.yaml").write_text(AXOLOTL + "\t]]\n", encoding="utf-8")
    assert main(["scan", "--explain", "broken.yaml"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("broken.yaml (yaml): cannot be read, so it cannot be cleared\n")
    assert "it could not be parsed, line 6: it is not valid YAML" in printed


def test_what_the_policy_leaves_out_is_said(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = "schema_version: 1\ndetectors: {disable: [axolotl]}\n"
    (tree / ".ftpolicy.yaml").write_text(policy, encoding="utf-8")
    assert main(["scan", "--explain", "configs/voice.yaml"]) == 0
    assert "found by axolotl, which the policy leaves out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "message"),
    [("nowhere.yaml", "`nowhere.yaml` does not exist"), ("configs", "is a folder; name a file")],
)
def test_what_is_no_file_is_a_mistake(
    path: str, message: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", "--explain", path]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err


def test_two_processes_find_what_one_finds(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2100):
        (tree / f"file{number}.py").write_text("import os\n", encoding="utf-8")
    (tree / "file2000.py").write_text(TRL, encoding="utf-8")
    (tree / "file2001.py").write_text(TRL, encoding="utf-8")
    forked: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forked.append(1) or fork())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert main(["scan", "--format", "paths"]) == 0
    assert capsys.readouterr().out.split() == [
        "configs/voice.yaml",
        "file2000.py",
        "file2001.py",
        "train.py",
    ]
    assert forked == [1]


def test_a_file_is_read_whole_in_one_go(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    read = os.read
    monkeypatch.setattr(os, "read", lambda at, size: reads.append(size) or read(at, size))
    content = folder.FolderTree(os.fspath(tree), ["train.py"]).read("train.py")
    assert content == TRL.encode()
    assert reads[0] == len(TRL) + 1
