"""Files that mean ill or nothing: a fault each, never an exception."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftpolicy.evidence.results import read, readers
from ftpolicy.evidence.results.file import File
from tests.evidence.results import test_inspect_ai, test_lm_eval, test_other_tools, test_promptfoo
from tests.evidence.results.files import as_bytes, read_one

SAMPLES: dict[str, object] = {
    "promptfoo": test_promptfoo._file(test_promptfoo.FOUR),
    "lm-evaluation-harness": test_lm_eval._results(),
    "Inspect": {**test_inspect_ai._head(), "samples": test_inspect_ai._samples()},
    "DeepEval": test_other_tools._deepeval(),
    "lighteval": test_other_tools._lighteval(),
    "HELM": test_other_tools._helm()["run/stats.json"],
    "DSPy": test_other_tools.PROGRAM,
    "MLflow": {"example_count": 4, "accuracy": 0.5},
    "OpenAI evals": test_other_tools._lines(test_other_tools.OPENAI_EVALS),
    "ragas": test_other_tools.RAGAS,
    "promptfoo CSV": f"{test_promptfoo.HEAD}\n{test_promptfoo.ROWS}",
    "variations table": "n_examples,metric,score,n_items,prompt_sha256\n3,acc,0.5,10," + "ab" * 32,
    "Braintrust": {"project_name": "p", "experiment_name": "e", "scores": {"a": {"score": 1}}},
    "LangSmith": {"feedback_stats": {"tone": {"avg": 0.8}}},
}


def test_every_reader_has_a_sample() -> None:
    assert {*SAMPLES} == {reader.NAME for reader in readers()}


@pytest.mark.parametrize("name", list(SAMPLES))
def test_exactly_one_reader_knows_a_file(name: str) -> None:
    file = File("some/results", as_bytes(SAMPLES[name]))
    assert [reader.NAME for reader in readers() if reader.recognises(file)] == [name]
    assert read_one("some/results", SAMPLES[name]).runs


@pytest.mark.parametrize(
    ("path", "data", "fault"),
    [
        ("r.json", b"", "it is empty"),
        ("r.json", b"  \n", "it is empty"),
        ("r.json", b"{", "it is not valid JSON, or nested too deeply"),
        ("r.json", b"[" * 500_000, "it is not valid JSON, or nested too deeply"),
        ("r.json", b'{"a":' * 100_000, "it is not valid JSON, or nested too deeply"),
        ("r.csv", b"a\0b", "it holds a NUL byte"),
        ("r.csv", b"\xff\xfe\xfa", "it is not UTF-16 (byte `0xfa`)"),
        ("r.txt", b"\x80abc", "it is not UTF-8 (byte `0x80`)"),
        ("r.txt", b"9" * 10_000, "no reader knows it"),
        ("r.json", b"9" * 10_000, "it is not valid JSON, or nested too deeply"),
        ("r.json", b"[1, 2, 3]", "no reader knows it"),
        ("r.csv", b'a,"b\n' * 10, "no reader knows it"),
        ("r.yaml", b"a: &a [*a]\nb: !!python/object:os.system x\n", "no reader knows it"),
        ("r.zip", b"PK\x03\x04rubbish", "no reader knows it"),
    ],
)
def test_no_results(path: str, data: bytes, fault: str) -> None:
    found = read_one(path, data)
    assert found.tool is None
    assert found.fault.startswith(fault)
    assert found.runs == ()


def test_what_is_known_is_said() -> None:
    assert read_one("r.txt", "hello").fault == (
        "no reader knows it; known are Braintrust, DeepEval, DSPy, HELM, Inspect, LangSmith, "
        "lighteval, lm-evaluation-harness, MLflow, OpenAI evals, promptfoo, promptfoo CSV, ragas, "
        "variations table"
    )


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftpolicy.evidence.results.file.MOST_BYTES", 1 << 20)
    found = read_one("r.json", b" " * (1 << 20) + b"{}")
    assert found.fault == "it is larger than 1 MiB"


def test_a_table_with_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ftpolicy.evidence.results.file.MOST_ROWS", 10)
    rows = "user_input,response,tone\n" + "q,a,1\n" * 20
    assert read_one("r.csv", rows).fault.startswith("no reader knows it")


def test_the_csv_module_keeps_its_limit() -> None:
    before = csv.field_size_limit()
    read_one("r.csv", "user_input,response,tone\n" + "q" * 300_000 + ",a,1\n")
    assert csv.field_size_limit() == before


def test_the_same_path_twice() -> None:
    data = as_bytes(SAMPLES["DeepEval"])
    assert len(read([("r.json", data), ("r.json", data)])) == 2


@pytest.mark.parametrize("name", list(SAMPLES))
def test_no_number_that_is_none_is_taken(name: str) -> None:
    text = as_bytes(SAMPLES[name]).decode()
    for bad in ("NaN", "Infinity", "1e999", '"x"', "null", "{}", "[]", "true", "-1", "9" * 400):
        for good in ("0.5", "0.75", "0.6", "0.7", "4", "5", "2", "3"):
            for run in read_one("r", text.replace(f" {good}", f" {bad}")).runs:
                assert run.score is None or abs(run.score) < 1e300
                assert run.items is None or run.items < 1e10


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = """
results prompts version evalId stats raw provider n-shot configs eval status samples scores
metrics value name plan steps params testCases metricsScores hyperparameters demos signature
feedback_stats config_general adapter_spec metric_specs request_states instance input text
spec completion_fns final_report example_count metadata user_input response doc_id doc target
filtered_resps id epoch mean split count lm_eval_version config task_args arguments gen_args_0
"""
KEYS = WORDS.split()
ANY = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY)
def test_any_json_is_read_without_an_exception(value: object) -> None:
    read_one("r.json", json.dumps(value))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(SAMPLES)), st.data())
def test_a_sample_with_anything_in_it_is_read_without_an_exception(
    name: str, data: st.DataObject
) -> None:
    value = SAMPLES[name]
    if isinstance(value, str):
        at = data.draw(st.integers(0, len(value)))
        value = value[:at] + data.draw(st.text(max_size=5)) + value[at + 1 :]
    else:
        value = _with(json.loads(json.dumps(value)), data)
    read_one("r.json", as_bytes(value))
    read_one("r", as_bytes(value))


def _with(value: object, data: st.DataObject) -> object:
    """The value with one of its parts, at some depth, replaced by any other."""
    if isinstance(value, (dict, list)) and value and data.draw(st.integers(0, 5)):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        value[key] = _with(value[key], data)  # type: ignore[index]
        return value
    return data.draw(ANY)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    read_one("r.csv", data)
    read_one("r.yaml", data)
    read_one("r.eval", b"PK\x03\x04" + data)
