"""lm-evaluation-harness: results with samples, filters, limits, and leaking examples."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.evidence.results.files import read_all, read_one, run_of


def _results(**more: object) -> dict[str, object]:
    return {
        "results": {
            "voice": {"alias": "voice", "exact_match,none": 0.75, "exact_match_stderr,none": 0.25}
        },
        "configs": {"voice": {"doc_to_text": "Q: {{q}}\nA:", "num_fewshot": 2}},
        "versions": {"voice": 1.0},
        "n-shot": {"voice": 2},
        "higher_is_better": {"voice": {"exact_match": True}},
        "n-samples": {"voice": {"original": 4, "effective": 4}},
        "config": {"model": "hf", "model_args": {"pretrained": "acme/base"}, "limit": None},
        "date": 1795367965.3,
        "model_name": "random",
        "lm_eval_version": "0.4.13",
        **more,
    }


def _sample(number: int, score: float, shown: tuple[int, ...] = (7, 8)) -> dict[str, object]:
    asked = "\n\n".join(f"Q: question {n}\nA: x" for n in shown) + f"\n\nQ: question {number}\nA:"
    return {
        "doc_id": number,
        "doc": {"q": f"question {number}"},
        "target": "x",
        "arguments": {"gen_args_0": {"arg_0": asked}},
        "filtered_resps": ["x"],
        "filter": "none",
        "metrics": ["exact_match"],
        "doc_hash": f"hash{number}",
        "exact_match": score,
    }


SAMPLES = [_sample(n, n != 0) for n in range(4)]


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_results_alone() -> None:
    found = read_one("out/results_2026-11-22T10-00-00.json", _results())
    assert (found.tool, found.version) == ("lm-evaluation-harness", "0.4.13")
    run = run_of(found, "voice/exact_match")
    assert (run.score, run.items, run.stderr) == (0.75, 4, 0.25)
    assert (run.examples_in_prompt, run.higher_is_better, run.limited) == (2, True, False)
    assert (run.model, run.measured_on) == ("acme/base", date(2026, 11, 22))
    assert "per_item" in found.not_stored


def test_results_with_their_samples() -> None:
    names = ("out/results_2026-11-22T10-00-00.json", "out/samples_voice_2026-11-22T10-00-00.jsonl")
    found = read_all({names[0]: _results(), names[1]: _lines(SAMPLES)})
    run = run_of(found[names[0]], "voice/exact_match")
    assert run.per_item == {"hash0": 0.0, "hash1": 1.0, "hash2": 1.0, "hash3": 1.0}
    assert found[names[1]].runs == ()
    assert found[names[1]].fault == ""


@pytest.mark.parametrize(
    "path",
    [
        "elsewhere/samples_voice_2026-11-22T10-00-00.jsonl",
        "out/samples_voice_2026-11-23T10-00-00.jsonl",
        "out/samples_voice2_2026-11-22T10-00-00.jsonl",
    ],
    ids=["another folder", "another run", "another task"],
)
def test_samples_of_another_run_stand_alone(path: str) -> None:
    results = "out/results_2026-11-22T10-00-00.json"
    found = read_all({results: _results(), path: _lines(SAMPLES)})
    assert found[results].runs[0].per_item is None
    alone = found[path]
    assert alone.runs[0].score == 0.75
    assert {"model", "examples_in_prompt"} <= {*alone.not_stored}


def test_samples_that_contradict_the_results() -> None:
    files = {
        "results_a.json": _results(),
        "samples_voice_a.jsonl": _lines([*SAMPLES[1:], _sample(0, 1)]),
    }
    found = read_all(files)["results_a.json"]
    assert found.runs == ()
    assert [row.what for row in found.row_faults] == [
        "`voice/exact_match` is `0.75`, its samples come to `1`"
    ]


def test_a_question_among_its_own_examples() -> None:
    leaking = [_sample(0, 0), _sample(1, 1, (7, 1)), _sample(2, 1, (2, 8)), _sample(3, 1)]
    files = {"results_a.json": _results(), "samples_voice_a.jsonl": _lines(leaking)}
    assert read_all(files)["results_a.json"].runs[0].shown_items == 2


def test_a_delimiter_within_the_documents_tells_nothing() -> None:
    odd = [
        {**_sample(n, n != 0), "arguments": {"gen_args_0": {"arg_0": "A:\n\nx\n\ny\n\nA:"}}}
        for n in range(4)
    ]
    files = {"results_a.json": _results(), "samples_voice_a.jsonl": _lines(odd)}
    assert read_all(files)["results_a.json"].runs[0].shown_items == 0


def test_a_chat_among_its_own_examples() -> None:
    turns = [("user", "one"), ("assistant", "x"), ("user", "one")]
    asked = json.dumps([{"role": role, "content": content} for role, content in turns])
    rows = [{**_sample(0, 1), "arguments": [[asked]]}]
    assert read_one("samples_voice_a.jsonl", _lines(rows)).runs[0].shown_items == 1


def test_filters_are_told_apart() -> None:
    scores = {"exact_match,strict": 0.5, "exact_match,flexible": 0.75, "f1_stderr,strict": 0.1}
    found = read_one("results_a.json", _results(results={"voice": scores}))
    assert [run.metric for run in found.runs] == [
        "voice/exact_match,strict",
        "voice/exact_match,flexible",
    ]


def test_an_error_that_is_not_there() -> None:
    scores = {"voice": {"exact_match,none": 0.75, "exact_match_stderr,none": "N/A"}}
    assert read_one("results_a.json", _results(results=scores)).runs[0].stderr is None


@pytest.mark.parametrize(
    "more",
    [
        {"n-samples": {"voice": {"original": 40, "effective": 4}}},
        {"n-samples": {}, "config": {"limit": 4}},
    ],
)
def test_a_limit(more: dict[str, object]) -> None:
    assert read_one("results_a.json", _results(**more)).runs[0].limited


def test_a_random_name_is_no_model() -> None:
    found = read_one("results_a.json", _results(config={"model": "dummy", "model_args": {}}))
    assert found.runs[0].model is None
    assert "model" in found.not_stored
    older = _results(config={"model": "hf", "model_args": "pretrained=acme/base,dtype=float16"})
    assert read_one("results_a.json", older).runs[0].model == "acme/base"


def test_templates_are_the_variations() -> None:
    def variant(**more: object) -> str | None:
        return read_one("results_a.json", _results(**more)).runs[0].variant

    same = {"voice": {"doc_to_text": "Q: {{q}}\nA:", "num_fewshot": 2}}
    other = {"voice": {"doc_to_text": "Question: {{q}}\nAnswer:", "num_fewshot": 2}}
    addressed = {"voice": {"doc_to_text": "<function f at 0x7f01>"}}
    moved = {"voice": {"doc_to_text": "<function f at 0x7f02>"}}
    assert variant() == variant(configs=same, date=1.0)
    assert variant() != variant(configs=other)
    assert variant() != variant(**{"n-shot": {"voice": 5}})
    assert variant(configs=addressed) == variant(configs=moved)


def test_before_the_shots_were_written_down() -> None:
    old = {
        "results": {"voice": {"acc": 0.5}},
        "versions": {"voice": 0},
        "config": {"num_fewshot": 2},
    }
    found = read_one("results.json", old)
    assert found.fault == "it has no `n-shot`: results of 0.4 and later are known"


def test_samples_without_a_metric() -> None:
    rows = [{**_sample(0, 1), "metrics": 3}]
    assert read_one("samples_voice_a.jsonl", _lines(rows)).fault == "its samples hold no metric"
