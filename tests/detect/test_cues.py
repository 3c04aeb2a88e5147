"""Cues stand in for detector files that are not read: always up to date, never too strict."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ftpolicy.detect import load
from ftpolicy.detect.built_in_cues import CUES
from ftpolicy.detect.cues import covers, cues, cues_of
from ftpolicy.detect.detector import Detector, LateDetector
from ftpolicy.detect.load import FOLDER, built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import SourceFile
from tests.acme import ACME, TUNE

AXOLOTL = b"""\
base_model: acme/house-1b
datasets:
  - path: data/voice.jsonl
adapter: lora
learning_rate: 0.0002
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The detector files in a folder where they can be changed."""
    copied = tmp_path / "detectors"
    shutil.copytree(FOLDER, copied)
    monkeypatch.setattr(load, "FOLDER", os.fspath(copied))
    return copied


def _loaded() -> dict[str, Detector]:
    return {one.id: one for one in built_in.__wrapped__()}


def _is_late(one: Detector) -> bool:
    return isinstance(one, LateDetector)


def test_no_file_is_read_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = load.read
    monkeypatch.setattr(load, "read", lambda text, name: read.append(name) or real(text, name))
    detectors = tuple(_loaded().values())
    assert detect(SourceFile("values.yaml", b"replicas: 2\n"), detectors) == ()
    assert read == []
    (one,) = detect(SourceFile("voice.yaml", AXOLOTL), detectors)
    assert isinstance(one, Detection)
    assert one.detector == "axolotl"
    assert read == ["axolotl.yaml", "peft.yaml"]


@pytest.mark.parametrize("detector", built_in(), ids=lambda one: one.id)
def test_the_cues_of_a_detector_are_those_of_its_matches(detector: Detector) -> None:
    assert _is_late(detector)
    made = cues(detector.matches)
    assert [one[:4] for one in cues_of(detector)] == [one[:4] for one in made]


@pytest.mark.parametrize("detector", built_in(), ids=lambda one: one.id)
def test_a_cover_is_in_each_word_of_one_group(detector: Detector) -> None:
    for cue in (*cues_of(detector), *cues(detector.matches)):
        assert cue.cover
        assert any(
            all(any(part in word for part in cue.cover) for word in group) for group in cue.groups
        )


@pytest.mark.parametrize(
    ("groups", "cover"),
    [
        (((b"axolotl",), (b"train",)), (b"axolotl",)),
        (((b"sft_main", b"pt_main"), (b"swift",)), (b"swift",)),
        (((b"firectl",),), (b"firectl",)),
        (((b"do_train",), (b"stage", b"rare_word_of_theirs")), (b"train",)),
    ],
    ids=["the rarer stem", "the group of one", "a word without a stem", "what is shared"],
)
def test_the_cheapest_group_is_the_cover(
    groups: tuple[tuple[bytes, ...], ...], cover: tuple[bytes, ...]
) -> None:
    assert covers([groups]) == [cover]


def test_a_file_that_the_cues_do_not_know_is_read(folder: Path) -> None:
    (folder / "acme.yaml").write_text(ACME, encoding="utf-8")
    found = _loaded()
    assert "acme" not in CUES
    assert [one.id for one in found.values() if not _is_late(one)] == ["acme"]
    (one,) = detect(SourceFile("tune.yaml", TUNE.encode()), tuple(found.values()))
    assert isinstance(one, Detection)
    assert one.detector == "acme"


def test_a_file_that_was_changed_is_read(folder: Path) -> None:
    path = folder / "axolotl.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("keywords: [base_model,", "keywords: [house_model,"), encoding="utf-8"
    )
    found = _loaded()
    assert [one.id for one in found.values() if not _is_late(one)] == ["axolotl"]
    assert cues_of(found["axolotl"])[0].groups[0] == (b"house_model",)


def test_other_line_ends_and_other_examples_change_nothing(folder: Path) -> None:
    path = folder / "axolotl.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    other = folder / "trl.yaml"
    other.write_bytes(other.read_bytes().partition(b"\n---\n")[0] + b"\n---\nexamples: []\n")
    assert all(map(_is_late, _loaded().values()))


def test_a_file_that_is_gone_is_no_detector(folder: Path) -> None:
    (folder / "axolotl.yaml").unlink()
    assert "axolotl" not in _loaded()


def test_what_is_asked_of_a_late_one_is_read() -> None:
    one = _loaded()["axolotl"]
    assert (one.id, one.family, one.last_resort) == ("axolotl", "generative", False)
    assert one.title == "Axolotl"
    assert one.url.startswith("https://")
    assert [match.id for match in one.matches] == ["config", "launch", "client"]
    assert not hasattr(one, "colour")
