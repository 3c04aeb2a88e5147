"""What a scan keeps: the same answer with it and without, whatever has changed in between."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ftpolicy.changes.worktree import worktree
from ftpolicy.cli import _cache, main
from ftpolicy.detect import find as finder
from ftpolicy.detect.find import candidates, gathered, judged
from ftpolicy.detect.load import built_in
from ftpolicy.detect.remembered import found_of, packed, plain, unpacked
from tests.acme import ACME, TUNE
from tests.conftest import Repo

AXOLOTL = "base_model: acme/house-8b\ndatasets: [{path: data/a.jsonl}]\nmicro_batch_size: 2\n"
SERVE = "base_model: acme/house-8b\nsequence_len: 4096\n"
TRL = "from trl import DPOTrainer\n\nDPOTrainer(model='acme/house-8b').train()\n"
FILES = {
    "configs/voice.yaml": AXOLOTL,
    "configs/serve.yaml": SERVE,
    "train.py": TRL,
    "run.sh": "python train.py\n",
    "conf/base.yaml": "model_name_or_path: acme/house-8b\nlearning_rate: 1.0e-5\n",
    "conf/run.yaml": "base_config: base.yaml\nstage: sft\ndo_train: true\ndataset: shop\n",
    "conf/data/dataset_info.json": '{"shop": {"hf_hub_url": "acme/shop"}}\n',
    "lib/loop.py": "def loop(model):\n    print(model)\n",
    "start.py": "from lib.loop import loop\n\nloop('m')\n",
    "broken.yaml": AXOLOTL + "\t]]\n",
    "odd \u00fc.yaml": AXOLOTL,
    "README.md": "Run `trl sft`.\n",
}


@pytest.fixture
def tree(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    for path, text in FILES.items():
        repo.write(path, text)
    repo.commit()
    monkeypatch.chdir(repo.path)
    return repo


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are judged."""
    seen: list[str] = []
    real = finder.detect

    def detect(source, *rest):  # type: ignore[no-untyped-def]
        seen.append(source.path)
        return real(source, *rest)

    monkeypatch.setattr(finder, "detect", detect)
    return seen


def _scan(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    assert main(["scan", "--format", "json", *options]) == 0
    out, err = capsys.readouterr()
    return out, err


def _same(capsys: pytest.CaptureFixture[str]) -> str:
    """What a scan says, which is the same as it says without a cache, and again after it."""
    kept = _scan(capsys)
    assert kept == _scan(capsys, "--no-cache") == _scan(capsys)
    return kept[0]


def _place(tree: Repo) -> Path:
    return tree.path / ".git/ftpolicy/scan.json"


def test_a_tree_that_stands_as_it_was_is_not_read(
    tree: Repo, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = _scan(capsys)
    assert len(read) == len(FILES) - 1  # all but the README
    assert {one["path"] for one in json.loads(first[0])} >= {"train.py", "run.sh", "conf/run.yaml"}
    assert "could not read broken.yaml" in first[1]
    read.clear()
    assert _scan(capsys) == first
    assert read == []


def test_only_what_has_changed_is_judged(
    tree: Repo, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _scan(capsys)
    read.clear()
    tree.write("configs/serve.yaml", AXOLOTL)
    tree.write("new.yaml", AXOLOTL)
    found = json.loads(_scan(capsys)[0])
    assert {"configs/serve.yaml", "new.yaml"} < {one["path"] for one in found}
    # and what may depend on others: a config that names its parents
    assert sorted({*read}) == ["conf/run.yaml", "configs/serve.yaml", "new.yaml"]
    read.clear()
    tree.commit()
    _same(capsys)


EDITS: dict[str, Callable[[Repo], object]] = {
    "nothing": lambda tree: None,
    "an edit": lambda tree: tree.write("configs/serve.yaml", AXOLOTL),
    "an edit of the same length": lambda tree: tree.write("train.py", TRL.replace("DPO", "KTO")),
    "an edit that is staged": lambda tree: (tree.write("train.py", "a\n"), tree.stage()),
    "an edit that is committed": lambda tree: (tree.write("train.py", "a\n"), tree.commit()),
    "staged, then edited back": lambda tree: (
        tree.write("train.py", "a\n"),
        tree.stage(),
        tree.write("train.py", TRL),
    ),
    "a new file": lambda tree: tree.write("new/tune.yaml", AXOLOTL),
    "a new file that is ignored": lambda tree: (
        tree.write("new/tune.yaml", AXOLOTL),
        tree.write(".gitignore", "new/\n"),
    ),
    "a file that is gone": lambda tree: (tree.path / "configs/voice.yaml").unlink(),
    "a file that has moved": lambda tree: tree.git("mv", "train.py", "learn.py"),
    "a file that is a link now": lambda tree: (
        (tree.path / "train.py").unlink(),
        (tree.path / "train.py").symlink_to("run.sh"),
    ),
    "a followed script": lambda tree: tree.write("train.py", "print(1)\n"),
    "a module that is used": lambda tree: tree.write(
        "lib/loop.py", "def loop(model):\n    from trl import SFTTrainer\n    SFTTrainer(model)\n"
    ),
    "a parent": lambda tree: tree.write("conf/base.yaml", "model_name_or_path: acme/other\n"),
    "a parent that is gone": lambda tree: (tree.path / "conf/base.yaml").unlink(),
    "a registry": lambda tree: tree.write(
        "conf/data/dataset_info.json", '{"shop": {"hf_hub_url": "acme/other"}}\n'
    ),
    "a file at which git does not look": lambda tree: (
        tree.git("update-index", "--assume-unchanged", "train.py"),
        tree.write("train.py", "print(1)\n"),
    ),
    "a file left out of the work tree": lambda tree: (
        tree.git("update-index", "--skip-worktree", "train.py"),
        (tree.path / "train.py").unlink(),
    ),
    "a policy that excludes": lambda tree: tree.write(
        ".ftpolicy.yaml", "schema_version: 1\nexclude: [configs/]\n"
    ),
    "a policy that disables": lambda tree: tree.write(
        ".ftpolicy.yaml", "schema_version: 1\ndetectors: {disable: [trl]}\n"
    ),
    "a policy in pyproject.toml": lambda tree: tree.write(
        "pyproject.toml", "[tool.ftpolicy]\nschema_version = 1\nexclude = ['train.py']\n"
    ),
    "a policy that extends": lambda tree: (
        tree.write("shared.yaml", "schema_version: 1\nexclude: [configs/]\n"),
        tree.write(".ftpolicy.yaml", "schema_version: 1\nextends: [./shared.yaml]\n"),
    ),
    "an own detector": lambda tree: (
        tree.write(".ftpolicy.yaml", "schema_version: 1\ndetectors: {paths: [policy/*.yaml]}\n"),
        tree.write("policy/acme.yaml", ACME),
        tree.write("tune.yaml", TUNE),
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_it_says_what_a_scan_without_it_says(
    edit: Callable[[Repo], object], tree: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    first, before = tree.head(), _same(capsys)
    edit(tree)
    _same(capsys)
    (tree.path / ".git/index").unlink()  # with its marks
    tree.git("reset", "--quiet", "--hard", first)
    tree.git("clean", "--quiet", "-dfx")
    assert _same(capsys) == before


def test_an_own_detector_that_changes(tree: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write(".ftpolicy.yaml", "schema_version: 1\ndetectors: {paths: [policy/*.yaml]}\n")
    tree.write("policy/acme.yaml", ACME)
    tree.write("tune.yaml", TUNE)
    tree.commit()
    assert '"acme"' in _same(capsys)
    tree.write("policy/acme.yaml", ACME.replace("acme_tuner.mode: tune", "acme_tuner.mode: serve"))
    assert '"acme"' not in _same(capsys)


def _truncated(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-100])


def _with_line(number: int, text: str) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        lines = place.read_text(encoding="ascii").splitlines()
        lines[number] = text
        place.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")

    return change


BREAKS: dict[str, Callable[[Path], object]] = {
    "it is gone": lambda place: place.unlink(),
    "it is empty": lambda place: place.write_bytes(b""),
    "it is half written": _truncated,
    "it is no JSON": lambda place: place.write_bytes(b"\xff\x00{" * 4),
    "it is of another program": _with_line(0, '["ftpolicy scan 1","0","0"]'),
    "it is of a later format": _with_line(0, '{"ftpolicy":2}'),
    "what it found is of another shape": _with_line(1, '[["a.yaml","trl",[1,1]]]'),
    "what it found is no list": _with_line(1, "7"),
    "it is nested without end": _with_line(1, "[" * 100_000),
    "it is a folder": lambda place: (place.unlink(), place.mkdir()),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_cache_that_is_broken_is_none(
    broken: Callable[[Path], object], tree: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _scan(capsys)
    broken(_place(tree))
    assert _scan(capsys) == first
    assert _scan(capsys) == first
    if not _place(tree).is_dir():
        assert len(_place(tree).read_bytes().split(b"\n")) == 5


@pytest.mark.parametrize(
    "rows", ["[]", '{"train.py":[]}', '{"train.py":7}', "null", '{"train.py":["%s",[[7]],null]}']
)
def test_rows_that_are_broken_are_none(
    rows: str, tree: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _scan(capsys)
    _with_line(3, rows.replace("%s", tree.git("rev-parse", "HEAD:train.py")))(_place(tree))
    tree.write("new.yaml", AXOLOTL)
    _same(capsys)


def test_where_it_is_kept(tree: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree.home / "kept"
    first = _scan(capsys, "--cache-dir", str(folder))
    (kept,) = folder.iterdir()
    assert kept.name.startswith("scan-")
    assert not _place(tree).exists()
    os.utime(kept, (1, 1))
    assert _scan(capsys, "--cache-dir", str(folder)) == first
    assert kept.stat().st_mtime == 1  # it was not written again
    assert tree.git("status", "--porcelain") == ""


def test_without_it_nothing_is_kept(tree: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    _scan(capsys, "--no-cache")
    assert not _place(tree).exists()


def test_a_folder_that_cannot_be_written(tree: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    (tree.path / ".git/ftpolicy").write_text("", encoding="utf-8")
    assert _scan(capsys) == _scan(capsys, "--no-cache")


def test_outside_of_git_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "train.py").write_text(TRL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _same(capsys)
    assert [one.name for one in tmp_path.iterdir()] == ["train.py"]


def test_another_program_judges_anew(
    tree: Repo,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _scan(capsys)
    read.clear()
    monkeypatch.setattr(_cache, "program", lambda: "another")
    _scan(capsys)
    assert len(read) == len(FILES) - 1


def test_what_judges_is_told_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "ftpolicy"
    source = Path(_cache.ftpolicy.__file__).parent
    for name in ("detect", "parse", "model"):
        shutil.copytree(source / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(_cache.ftpolicy, "__file__", str(home / "__init__.py"))
    before = _cache.program()
    assert _cache.program() == before
    changed = home / "detect/detectors/trl.yaml"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert _cache.program() != before


def test_what_may_become_another_is_judged_each_time(
    tree: Repo, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of Git LFS that was not fetched; and after it was, git knows of no change."""
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n"
    tree.write("pointer.yaml", pointer)
    tree.commit()
    _scan(capsys)
    read.clear()
    _scan(capsys)
    assert "pointer.yaml" in read


def test_a_row_survives_the_way_to_plain_data_and_back(tree: Repo) -> None:
    after = worktree(str(tree.path)).after
    rows = judged(after, candidates(after), built_in(), ids="sha1")
    for row in rows:
        assert unpacked(row.path, json.loads(json.dumps(packed(row)))) == row._replace(alone=True)
    found = gathered(after, rows, built_in())
    assert found.detections
    assert found.unreadable
    assert found_of(json.loads(json.dumps(plain(found)))) == found


def test_a_repository_of_longer_ids(
    monkeypatch: pytest.MonkeyPatch, repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(repo.path / ".git")
    repo.git("init", "--quiet", "--object-format=sha256")
    repo.write("train.py", TRL)
    repo.commit()
    monkeypatch.chdir(repo.path)
    _scan(capsys)
    lines = _place(repo).read_text(encoding="ascii").splitlines()
    assert [len(row[0]) for row in json.loads(lines[3]).values()] == [64]
    _same(capsys)
