"""Which names are one model or one data set, and which are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ftpolicy.model.detection import Confidence, Detection, Premises
from ftpolicy.model.record import DecisionRecord, Places, RecordBook, Status
from ftpolicy.model.record_parts import Dataset, Evaluation, ModelPart, Source, TunedResult
from ftpolicy.model.source import Location
from ftpolicy.parse.same import same_data, same_model
from ftpolicy.rules.premises import Difference, differences

TUNING = "configs/billing/train.yaml"


@pytest.mark.parametrize(
    ("name", "pattern", "same"),
    [
        pytest.param("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", True, id="equal"),
        pytest.param("META-LLAMA/llama-3.1-8b", "meta-llama/Llama-3.1-8B", True, id="case"),
        pytest.param("/models/Llama-3.1-8B/", "meta-llama/Llama-3.1-8B", True, id="path and hub"),
        pytest.param("C:\\models\\Llama-3.1-8B", "meta-llama/Llama-3.1-8B", True, id="backslash"),
        pytest.param("meta-llama/Llama-3.1-8B", "meta-llama/*", True, id="an owner's models"),
        pytest.param("mistralai/Mistral-7B", "meta-llama/*", False, id="another owner's model"),
        pytest.param("mistralai/Mistral-7B", "meta-llama/**", False, id="two stars"),
        pytest.param("/models/llama-3.1-8b", "meta-llama/Llama-3.1-*", True, id="pattern at end"),
        pytest.param("meta-llama/Llama-3.2-8B", "meta-llama/Llama-3.1-*", False, id="version"),
        pytest.param("gpt-4o-mini", "gpt-4o", False, id="prefix"),
        pytest.param("any/thing", "*", True, id="everything"),
        pytest.param("a", "[z-a]", False, id="bad range"),
        pytest.param("[z-a]", "[z-a]", True, id="bad range, equal"),
    ],
)
def test_same_model(name: str, pattern: str, same: bool) -> None:
    assert same_model(name, pattern) is same


@pytest.mark.parametrize(
    ("name", "source", "same"),
    [
        pytest.param("data/a.jsonl", Source(path="data/a.jsonl"), True, id="path"),
        pytest.param("./data/a.jsonl", Source(path="data/a.jsonl"), True, id="dot"),
        pytest.param("data/a.jsonl", Source(path="data/A.jsonl"), False, id="paths have case"),
        pytest.param("data/a1.jsonl", Source(path="data/a*.jsonl"), True, id="glob"),
        pytest.param("data/x/a1.jsonl", Source(path="data/a*.jsonl"), False, id="glob, deeper"),
        pytest.param("data/x/y/a.jsonl", Source(path="data/**/*.jsonl"), True, id="two stars"),
        pytest.param("data/a.jsonl", Source(path="data"), True, id="in the folder"),
        pytest.param("data", Source(path="data/**"), True, id="the folder itself"),
        pytest.param("data", Source(path="data/a.jsonl"), False, id="folder of more"),
        pytest.param("../../data/a.jsonl", Source(path="data/a.jsonl"), True, id="from the config"),
        pytest.param("/workspace/data/a.jsonl", Source(path="data/a.jsonl"), True, id="mounted"),
        pytest.param("/workspace/data/b.jsonl", Source(path="data/a.jsonl"), False, id="other"),
        pytest.param("x/data/a.jsonl", Source(path="data/a.jsonl"), False, id="another folder"),
        pytest.param("Acme/Voice", Source(hub="acme/voice"), True, id="hub, case"),
        pytest.param("acme/voices", Source(hub="acme/voice"), False, id="hub, prefix"),
        pytest.param("acme/voice-de", Source(hub="acme/voice-*"), True, id="hub, pattern"),
        pytest.param("data/voice", Source(hub="a/v", path="data/voice"), True, id="beside hub"),
        pytest.param("s3://b/x.jsonl", Source(uri="s3://b/*.jsonl"), True, id="uri, pattern"),
        pytest.param("file-abc", Source(uri="file-abc"), True, id="file id"),
        pytest.param("data/a.jsonl", Source(), False, id="empty source"),
    ],
)
def test_same_data(name: str, source: Source, same: bool) -> None:
    assert same_data(name, source, TUNING) is same


def test_hostile_patterns_are_refused_and_not_run() -> None:
    pattern = "*a" * 400 + "b"
    assert not same_data("a" * 100_000, Source(path=pattern), TUNING)
    assert not same_model("a" * 1000, pattern)


def _detection(premises: Premises) -> Detection:
    return Detection("axolotl", Confidence.CERTAIN, premises, None, Location(TUNING), ())


BARE = DecisionRecord(
    "decisions/voice.yaml",
    "voice",
    Status.ACCEPTED,
    ("configs/**",),
    Places("decisions/voice.yaml"),
    model=ModelPart(("a/base",), ("/mirror/copy",), ("sft",)),
)
DATA = Dataset(sources=(Source(path="data/a.jsonl"), Source(hub="acme/voice")))


@pytest.mark.parametrize(
    ("premises", "expected"),
    [
        pytest.param(Premises(), [], id="a launcher"),
        pytest.param(Premises("a/base", "sft", ("data/a.jsonl", "acme/voice")), [], id="equal"),
        pytest.param(Premises("copy"), [], id="alias"),
        pytest.param(
            Premises("b/other", "dpo", ("data/a.jsonl", "data/b.jsonl", "data/c.jsonl")),
            [
                Difference("base model", "model.base", ("b/other",), ("a/base", "/mirror/copy")),
                Difference("method", "model.methods", ("dpo",), ("sft",)),
                Difference(
                    "data set",
                    "dataset.sources",
                    ("data/b.jsonl", "data/c.jsonl"),
                    ("data/a.jsonl", "acme/voice"),
                ),
            ],
            id="one difference for each premise",
        ),
    ],
)
def test_differences(premises: Premises, expected: list[Difference]) -> None:
    record = replace(BARE, dataset=DATA)
    assert list(differences(_detection(premises), record, RecordBook())) == expected


def test_a_record_without_data_set_is_no_difference() -> None:
    found = differences(_detection(Premises(datasets=("x",))), BARE, RecordBook())
    assert list(found) == []


def test_the_result_of_an_earlier_record_is_a_base() -> None:
    tuned = Evaluation(tuned_results=(TunedResult(model="acme/pilot-tuned"), TunedResult()))
    book = RecordBook((replace(BARE, id="pilot", evaluation=tuned), BARE))
    record = replace(BARE, model=ModelPart(methods=("sft",), from_record="pilot"))
    assert list(differences(_detection(Premises("pilot-tuned", "sft")), record, book)) == []
    assert list(differences(_detection(Premises("a/base", "sft")), record, book)) == [
        Difference("base model", "model.base", ("a/base",), ("acme/pilot-tuned",))
    ]
