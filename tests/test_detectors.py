"""Every example of every detector file: it is a test and a page of the documentation at once."""

from __future__ import annotations

import os

import pytest

from ftpolicy.detect.detector import Detector
from ftpolicy.detect.load import FOLDER, Example, built_in, examples, read
from ftpolicy.detect.one_file import detect
from ftpolicy.errors import FtpolicyError
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import SourceFile

ROWS = [
    pytest.param(one, each, id=f"{one.id}: {each.name}")
    for one in built_in()
    for each in examples(one.id)
]


@pytest.mark.parametrize(("detector", "example"), ROWS)
def test_example(detector: Detector, example: Example) -> None:
    found = detect(SourceFile(example.path, example.text.encode()), (detector,))
    assert all(isinstance(one, Detection) for one in found)
    if not example.detects:
        assert found == ()
        return
    assert [one.detector for one in found if isinstance(one, Detection)] == [detector.id]
    (one,) = found
    assert isinstance(one, Detection)
    wanted = {
        "method": example.method or one.premises.method,
        "technique": example.technique or one.technique,
        "base_model": example.base_model or one.premises.base_model,
        "datasets": example.datasets or one.premises.datasets,
    }
    assert wanted == {
        "method": one.premises.method,
        "technique": one.technique,
        "base_model": one.premises.base_model,
        "datasets": one.premises.datasets,
    }


@pytest.mark.parametrize("detector", built_in(), ids=lambda one: one.id)
def test_each_match_has_a_hit_and_the_file_a_near_miss(detector: Detector) -> None:
    own = examples(detector.id)
    hit = set()
    for match in detector.matches:
        alone = Detector(
            detector.id, detector.title, detector.url, detector.why, (match,), detector.family
        )
        for each in own:
            if each.detects and detect(SourceFile(each.path, each.text.encode()), (alone,)):
                hit.add(match.id)
    assert hit == {match.id for match in detector.matches}
    misses = [each for each in own if not each.detects]
    assert misses
    assert all(each.because for each in misses)


@pytest.mark.parametrize("detector", built_in(), ids=lambda one: one.id)
def test_a_near_miss_holds_the_keywords_of_a_match(detector: Detector) -> None:
    """A miss that the prefilter already drops says nothing about where the border is."""
    misses = [each for each in examples(detector.id) if not each.detects]
    near = [
        each.name
        for each in misses
        for match in detector.matches
        if all(
            any(word in each.text.lower().encode() for word in group) for group in match.keywords
        )
    ]
    assert near


def test_the_file_is_named_after_its_id() -> None:
    files = {name for name in os.listdir(FOLDER) if name.endswith(".yaml")}
    assert files == {f"{one.id}.yaml" for one in built_in()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: x\n", "x.yaml: the detector cannot be read: `title` is missing"),
        (
            "id: x\ntitle: X\nurl: u\nwhy: w\nmatch: [{id: a, languages: [cobol]}]\n",
            "x.yaml: the detector cannot be read: 'cobol' is not a valid Language",
        ),
        (
            "id: x\ntitle: X\nurl: u\nwhy: w\nmatch: [{id: a, regex: .*}]\n",
            "x.yaml: the detector cannot be read: match `a` has the unknown key `regex`",
        ),
        (
            "id: y\ntitle: X\nurl: u\nwhy: w\nmatch: []\n",
            "x.yaml: the file must be named after its id, `y.yaml`",
        ),
    ],
    ids=["no title", "unknown language", "unknown key", "other name"],
)
def test_a_broken_detector_names_its_fault(text: str, message: str) -> None:
    with pytest.raises(FtpolicyError) as caught:
        read(text, "x.yaml")
    assert str(caught.value) == message
