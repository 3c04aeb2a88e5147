"""promptfoo: sums that are no means, repeats, errors, and the CSV's repeated columns."""

from __future__ import annotations

from datetime import date

import pytest

from ftpolicy.evidence.prompts import prompt_digest
from ftpolicy.model.evidence import ResultFile
from tests.evidence.results.files import read_one, run_of

ZERO, THREE = "Answer in our voice. {{q}}", "Q: a\nA: b\n\nQ: c\nA: d\n\nQ: e\nA: f\n\nQ: {{q}}\nA:"


def _answer(prompt: int, test: int, score: float, **more: object) -> dict[str, object]:
    asked = {"q": f"question number {test} about the monthly bill"}
    return {
        "promptIdx": prompt,
        "testIdx": test,
        "success": score == 1,
        "score": score,
        "namedScores": {"tone": score},
        "failureReason": 0 if score == 1 else 1,
        "vars": asked,
        **more,
    }


def _file(
    answers: list[dict[str, object]], raws: tuple[str, ...] = (ZERO, THREE), **more: object
) -> dict[str, object]:
    prompts = [
        {"id": "x", "raw": raw, "label": f"v{number:02}", "provider": "openai:gpt-4o"}
        for number, raw in enumerate(raws)
    ]
    return {
        "evalId": "eval-1",
        "results": {"version": 3, "prompts": prompts, "results": answers, "stats": {}},
        "metadata": {
            "promptfooVersion": "0.121.20",
            "evaluationCreatedAt": "2026-11-12T09:00:00.000Z",
        },
        **more,
    }


FOUR = [_answer(0, n, n == 0) for n in range(4)] + [_answer(1, n, n != 0) for n in range(4)]


def _tone(found: ResultFile) -> list[tuple[float | None, int | None, int]]:
    return [(run.score, run.items, run.errors) for run in found.runs if run.metric == "tone"]


def test_each_prompt_is_a_run_in_each_metric() -> None:
    found = read_one("r.json", _file(FOUR))
    assert (found.tool, found.version, found.fault) == ("promptfoo", "0.121.20", "")
    assert {run.metric for run in found.runs} == {"tone", "pass_rate", "score"}
    assert _tone(found) == [(0.25, 4, 0), (0.75, 4, 0)]
    run = next(run for run in found.runs if run.variant == prompt_digest(THREE))
    assert (run.model, run.measured_on, run.examples_in_prompt) == (
        "openai:gpt-4o",
        date(2026, 11, 12),
        3,
    )
    assert run.per_item is not None
    assert sorted(run.per_item.values()) == [0.0, 1.0, 1.0, 1.0]


def test_the_number_of_examples_is_not_guessed() -> None:
    found = read_one("r.json", _file(FOUR))
    assert {run.examples_in_prompt for run in found.runs} == {None, 3}
    assert "examples_in_prompt" in found.not_stored
    assert "examples_in_prompt" not in read_one("r.json", _file(FOUR, (THREE, THREE))).not_stored


def test_a_name_with_the_number_is_taken() -> None:
    document = _file(FOUR, (ZERO,))
    document["results"]["prompts"][0]["label"] = "v01-0shot"  # type: ignore[index]
    found = read_one("r.json", document)
    assert {run.examples_in_prompt for run in found.runs} == {0}
    assert "examples_in_prompt" in found.not_stored


def test_repeats_are_no_new_items() -> None:
    found = read_one("r.json", _file([_answer(0, 0, 1), _answer(0, 0, 0), _answer(0, 1, 1)]))
    assert _tone(found)[0] == (0.75, 2, 0)


def test_an_error_is_a_failure() -> None:
    failed = _answer(0, 2, 0, namedScores={}, failureReason=2)
    found = read_one("r.json", _file([_answer(0, 0, 1), _answer(0, 1, 1), failed], (ZERO,)))
    assert _tone(found) == [(pytest.approx(2 / 3), 3, 1)]
    passed = run_of(found, "pass_rate")
    assert (passed.score, passed.errors) == (pytest.approx(2 / 3), 1)


def test_assertions_of_one_metric_are_averaged_not_summed() -> None:
    parts = [
        {"score": score, "assertion": {"type": "contains", "metric": "tone"}} for score in (1, 0)
    ]
    answer = _answer(0, 0, 1, namedScores={"tone": 2}, gradingResult={"componentResults": parts})
    assert run_of(read_one("r.json", _file([answer], (ZERO,))), "tone").score == 0.5


def test_sums_where_the_single_results_were_left_out() -> None:
    document = _file([], (ZERO,))
    document["results"]["prompts"][0]["metrics"] = {  # type: ignore[index]
        "score": 2.5,
        "testPassCount": 2,
        "testFailCount": 1,
        "testErrorCount": 1,
        "namedScores": {"tone": 2},
        "namedScoresCount": {"tone": 3},
        "tokenUsage": {"prompt": 400, "completion": 40, "numRequests": 4},
    }
    found = read_one("r.json", document)
    assert [(run.metric, run.score, run.items) for run in found.runs] == [
        ("tone", 0.5, 4),
        ("pass_rate", 0.5, 4),
        ("score", 0.625, 4),
    ]
    assert found.runs[0].tokens == (100.0, 10.0)


def test_items_have_one_id_in_every_file() -> None:
    first = run_of(read_one("a.json", _file(FOUR[:4], (ZERO,))), "tone")
    shuffled = [_answer(0, n, 1) | {"testIdx": 9 - n} for n in (3, 1, 0, 2)]
    second = run_of(read_one("b.json", _file(shuffled, (ZERO,))), "tone")
    assert first.per_item is not None
    assert second.per_item is not None
    assert first.per_item.keys() == second.per_item.keys()


def test_a_shown_test_item() -> None:
    shows = "Q: question number 2 about the monthly bill\nA: b\n\nQ: {{q}}\nA:"
    found = read_one("r.json", _file(FOUR, (ZERO, shows)))
    assert [run.shown_items for run in found.runs if run.metric == "tone"] == [0, 1]


def test_part_of_the_tests() -> None:
    assert all(
        it.limited for it in read_one("r", _file(FOUR, runtimeOptions={"filterFirstN": 2})).runs
    )
    assert not any(
        it.limited for it in read_one("r", _file(FOUR, runtimeOptions={"repeat": 1})).runs
    )


def test_version_two_keeps_prompts_in_a_table() -> None:
    document = _file(FOUR)
    results = document["results"]
    assert isinstance(results, dict)
    results |= {"version": 2, "table": {"head": {"prompts": results.pop("prompts")}, "body": []}}
    assert _tone(read_one("r.json", document)) == [(0.25, 4, 0), (0.75, 4, 0)]


def test_as_yaml() -> None:
    text = (
        "evalId: e\nresults:\n  version: 3\n  stats: {}\n  prompts: [{raw: 'be kind {{q}}'}]\n"
        "  results:\n    - {promptIdx: 0, testIdx: 0, success: true, score: 1, vars: {q: a}}\n"
    )
    assert run_of(read_one("r.yaml", text), "pass_rate").score == 1.0


@pytest.mark.parametrize(
    ("results", "fault"),
    [
        ({"version": 9, "stats": {}}, "promptfoo results version 9; 2 and 3 are known"),
        ({"stats": {}}, "promptfoo results without a version; 2 and 3 are known"),
        ({"version": 3, "stats": {}}, "it holds no prompts"),
        ({"version": 3, "prompts": ["x", 3]}, "it holds no prompts"),
        (None, "promptfoo results without a version; 2 and 3 are known"),
    ],
)
def test_other_versions(results: object, fault: str) -> None:
    found = read_one("r.json", {"evalId": "e", "results": results})
    assert (found.tool, found.fault, found.runs) == ("promptfoo", fault, ())


HEAD = (
    "q,[echo] v01-0shot,Status,Score,Named Scores,Metric: tone,"
    "[azure:x] v02-3shot,Status,Score,Named Scores"
)
ROWS = (
    'one,a,FAIL,0.50,"{""tone"":0}",0.00,b,PASS,1.00,"{""tone"":1}"\n'
    'two,a,PASS,1.00,"{""tone"":1}",0.00,b,PASS,1.00,"{""tone"":1}"\n'
    'three,,ERROR,0.00,{},,b,FAIL,0.00,"{""tone"":0.5}"\n'
)


def test_every_block_of_the_csv_is_read() -> None:
    found = read_one("r.csv", f"{HEAD}\n{ROWS}")
    assert found.tool == "promptfoo CSV"
    tone = [run for run in found.runs if run.metric == "tone"]
    assert [(run.score, run.items, run.errors) for run in tone] == [
        (pytest.approx(1 / 3), 3, 1),
        (pytest.approx(2.5 / 3), 3, 0),
    ]
    assert [(run.model, run.examples_in_prompt) for run in tone] == [("echo", 0), ("azure:x", 3)]
    assert [run.score for run in found.runs if run.metric == "pass_rate"] == [
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    ]
    assert {"variant", "measured_on"} <= {*found.not_stored}


def test_csv_and_json_name_the_items_alike() -> None:
    from_csv = read_one("r.csv", f"{HEAD}\n{ROWS}").runs[0].per_item
    answers = [
        {**_answer(0, n, 1), "vars": {"q": q}} for n, q in enumerate(("one", "two", "three"))
    ]
    from_json = run_of(read_one("r.json", _file(answers, (ZERO,))), "tone").per_item
    assert from_csv is not None
    assert from_json is not None
    assert from_csv.keys() == from_json.keys()


def test_a_csv_without_rows() -> None:
    assert read_one("r.csv", f"{HEAD}\n").fault == "it holds no test"
