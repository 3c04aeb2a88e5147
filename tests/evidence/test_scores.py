"""Which run counts for a score of the record, how sure it is, and what that makes of the claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from ftpolicy.evidence.results import read
from ftpolicy.evidence.scores import scores
from ftpolicy.model.evidence import Level, Measured, ResultFile, ScoreEvidence
from ftpolicy.model.record_parts import Source
from ftpolicy.rules.result_samples import METRIC, MODEL, table
from tests.evidence.results.files import as_bytes
from tests.evidence.results.test_promptfoo import _answer, _file
from tests.honest import HONEST_EVIDENCE
from tests.rules.cases import record

TODAY = date(2026, 11, 22)
TABLE = "evals/few_shot/variations.csv"
TUNED = "evaluation.tuned_results"


def _scores(
    change: Mapping[str, object] | None = None,
    files: Mapping[str, object] | None = None,
    test_items: tuple[str, ...] = (),
) -> tuple[dict[str, ScoreEvidence], dict[str, Measured]]:
    """The evidence and the claims of the honest record with these changes, by field."""
    tree = {
        path: as_bytes(content) for path, content in {**HONEST_EVIDENCE, **(files or {})}.items()
    }

    def results_of(sources: tuple[Source, ...]) -> tuple[ResultFile, ...]:
        paths = [source.path for source in sources if source.path in tree]
        return read([(path, tree[path]) for path in paths if path], tree.get)

    baselines, tuned, claims = scores(record(change), results_of, TODAY, test_items)
    return (
        {each.field: each for each in (*baselines, *tuned)},
        {each.claim: each for each in claims},
    )


def _claim(found: Measured) -> tuple[str | None, str | None, str]:
    return found.claimed, found.measured, found.standing.value


BASE = "few_shot_baselines.0"


def test_the_honest_record_is_supported() -> None:
    found, claims = _scores()
    base = found[BASE]
    assert (base.level, base.variations, base.near_variations) == (Level.READ, 12, 0)
    assert (base.examples_in_prompt, base.shown_items, base.why) == (5, 0, "")
    assert base.best is not None
    assert (base.best.score, base.best.items) == (0.71, 300)
    assert (base.lower, base.upper) == (
        pytest.approx(0.6652, abs=1e-4),
        pytest.approx(0.7511, abs=1e-4),
    )
    assert base.items_needed == 28
    assert {claim: _claim(each) for claim, each in claims.items()} == {
        f"{BASE}.score": ("0.71", "0.71", "supported"),
        f"{BASE}.variations_tried": ("12", "12", "supported"),
        f"{BASE}.examples_in_prompt": ("5", "5", "supported"),
        f"{BASE}.test_examples": ("300", "300", "supported"),
        f"{BASE}.shortfall": ("under 0.85", "0.71, upper bound 0.7511", "supported"),
    }
    assert {each.source for each in claims.values()} == {TABLE}


@pytest.mark.parametrize(
    ("claimed", "correct", "standing"),
    [
        (0.71, 213, "supported"),
        (0.7, 213, "supported"),
        (0.71, 214, "supported"),
        (0.713, 214, "supported"),
        (0.71, 215, "contradicted"),
        (0.71, 211, "contradicted"),
        (1, 213, "contradicted"),
        (1, 295, "supported"),
        (0, 100, "contradicted"),
    ],
)
def test_scores_compare_at_the_printed_precision(
    claimed: float, correct: int, standing: str
) -> None:
    _, claims = _scores({f"{BASE}.score": claimed}, {TABLE: table([(5, correct)])})
    assert claims[f"{BASE}.score"].standing.value == standing


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (0.85, ("under 0.85", "0.71, upper bound 0.7511", "supported", "")),
        (
            0.75,
            (
                "under 0.75",
                "0.71, upper bound 0.7511",
                "inconclusive",
                "about 363 test items would tell",
            ),
        ),
        (0.71, ("under 0.71", "0.71", "contradicted", "")),
    ],
)
def test_whether_it_falls_short(target: float, expected: tuple[str, ...]) -> None:
    _, claims = _scores({"evaluation.target": target})
    found = claims[f"{BASE}.shortfall"]
    assert (*_claim(found), found.note) == expected


def test_a_ceiling_need_not_fall_short() -> None:
    _, claims = _scores({"goal.type": "latency", f"{BASE}.role": "ceiling"})
    assert f"{BASE}.shortfall" not in claims


def test_a_lower_score_may_be_better() -> None:
    change = {"evaluation.higher_is_better": False, "evaluation.target": 0.4}
    found, claims = _scores(change)
    base = found[BASE]
    assert base.best is not None
    assert (base.best.score, base.examples_in_prompt) == (0.5, 3)
    assert claims[f"{BASE}.shortfall"].measured == "0.5, lower bound 0.4527"


def test_without_a_direction_only_one_score_is_best() -> None:
    from tests.rules.cases import record as honest

    tree = {TABLE: table([(5, 213), (5, 200)]).encode()}
    silent = honest(None, "evaluation.higher_is_better")
    (found,), _, _ = scores(silent, lambda _: read([*tree.items()]), TODAY)
    assert (found.best, found.why) == (None, "the record does not say which direction is better")


@pytest.mark.parametrize(
    ("change", "why", "standing"),
    [
        (
            {"evaluation.metric": "tone_match"},
            "no result is in the metric `tone_match`: they hold `rubric_pass_rate`",
            "contradicted",
        ),
        (
            {f"{BASE}.model": "gpt-4.1"},
            "no result is of the model `gpt-4.1`: they are of `gpt-4o-2024-08-06`",
            "contradicted",
        ),
        ({f"{BASE}.results": []}, "no results are named", "not-computable"),
        (
            {f"{BASE}.results": ["nowhere.csv"]},
            "the result files hold no runs",
            "not-computable",
        ),
    ],
    ids=["metric", "model", "none named", "not there"],
)
def test_why_there_is_no_best(change: dict[str, object], why: str, standing: str) -> None:
    found, claims = _scores(change)
    assert (found[BASE].best, found[BASE].why, found[BASE].level) == (None, why, Level.DECLARED)
    score = claims[f"{BASE}.score"]
    assert (score.note, score.measured, score.standing.value) == (why, None, standing)
    assert claims[f"{BASE}.test_examples"].standing.value == "not-computable"


def test_a_trial_on_a_few_items_is_no_variation() -> None:
    more = table([(5, 9)], items=10).replace("v01", "w01")
    change = {f"{BASE}.results": [TABLE, "evals/more.csv"]}
    found, _ = _scores(change, {"evals/more.csv": more})
    best = found[BASE].best
    assert best is not None
    assert (best.score, found[BASE].variations) == (0.71, 12)


def test_the_same_prompt_in_two_files_is_one_variation() -> None:
    files = {"a.csv": table([(5, 213), (5, 200)]), "b.csv": table([(5, 210), (5, 209), (5, 208)])}
    found, _ = _scores({f"{BASE}.results": ["a.csv", "b.csv"]}, files)
    assert (found[BASE].variations, len(found[BASE].runs)) == (3, 5)


def test_a_run_whose_prompt_nobody_wrote_down_may_be_one_more() -> None:
    rows = "user_input,response,rubric_pass_rate\n" + "".join(f"q{n},a,1\n" for n in range(30))
    files = {"a.csv": rows, "b.csv": rows}
    found, claims = _scores({f"{BASE}.results": ["a.csv", "b.csv"]}, files)
    assert found[BASE].variations == 2
    tried = claims[f"{BASE}.variations_tried"]
    assert (tried.level, _claim(tried)) == (Level.DECLARED, ("12", "2", "contradicted"))
    shown = claims[f"{BASE}.examples_in_prompt"]
    assert (shown.level, shown.note) == (Level.DECLARED, "the tool does not write it down")


def test_runs_of_tomorrow_are_none() -> None:
    head, *rows = HONEST_EVIDENCE[TABLE].splitlines()
    late = "\n".join([head, *(row.replace("2026-11-12", "2027-11-12") for row in rows)])
    found, _ = _scores(None, {TABLE: late})
    assert found[BASE].best is None
    (file,) = found[BASE].files
    assert len(file.row_faults) == 12
    assert (file.row_faults[0].line, file.row_faults[0].what) == (
        2,
        "it is dated `2027-11-12`, after today",
    )


@pytest.mark.parametrize(
    ("change", "rows", "score"),
    [
        ({"evaluation.scale": [0, 100], "evaluation.target": 85, f"{BASE}.score": 71}, None, 71.0),
        ({}, [("0.7100", "71.00")], 0.71),
    ],
    ids=["the record in per cent", "the tool in per cent"],
)
def test_shares_and_per_cents(
    change: dict[str, object], rows: list[tuple[str, str]] | None, score: float
) -> None:
    text = table([(5, 213)])
    for before, after in rows or []:
        text = text.replace(before, after)
    found, claims = _scores(change, {TABLE: text})
    assert found[BASE].best is not None
    assert found[BASE].best.score == pytest.approx(score)
    assert claims[f"{BASE}.score"].standing.value == "supported"
    assert found[BASE].upper == pytest.approx(score * 0.7511 / 0.71, abs=0.01 * max(1, score / 10))


def test_a_mean_has_bounds_where_its_error_is_known() -> None:
    change = {
        "evaluation.kind": "mean",
        "evaluation.scale": [1, 5],
        "evaluation.target": 4.2,
        f"{BASE}.score": 3.5,
        "evaluation.metric": "tone",
        f"{BASE}.results": ["r.json"],
    }
    graded = [{**_answer(0, n, 0), "namedScores": {"tone": 3 + n % 2}} for n in range(40)]
    found, claims = _scores(change, {"r.json": _openai(_file(graded, ("be kind {{q}}",)))})
    base = found[BASE]
    assert base.best is not None
    assert base.best.score == 3.5
    assert base.upper == pytest.approx(3.5 + 1.6449 * 0.0801, abs=1e-3)
    assert base.items_needed == 2
    assert claims[f"{BASE}.shortfall"].standing.value == "supported"
    silent, open_ = _scores(
        {
            **change,
            "evaluation.metric": METRIC,
            f"{BASE}.results": [TABLE],
            "evaluation.scale": [0, 5],
        }
    )
    assert silent[BASE].upper is None
    assert open_[f"{BASE}.shortfall"].note == "nothing tells how sure the score is"


def _openai(document: dict[str, object]) -> dict[str, object]:
    for prompt in document["results"]["prompts"]:  # type: ignore[index]
        prompt["provider"] = f"openai:{MODEL}"
    return document


def test_the_confirmed_score_has_evidence_of_its_own() -> None:
    again = {"score": 0.61, "test_examples": 300, "results": ["again.csv"]}
    found, claims = _scores({f"{BASE}.confirmed": again}, {"again.csv": table([(5, 183)])})
    assert [*found] == [BASE, f"{BASE}.confirmed"]
    assert _claim(claims[f"{BASE}.confirmed.score"]) == ("0.61", "0.61", "supported")
    assert claims[f"{BASE}.shortfall"].measured == "0.61, upper bound 0.6551"
    assert f"{BASE}.confirmed.variations_tried" not in claims


def _tuned(score: float, path: str) -> dict[str, object]:
    return {TUNED: [{"score": score, "test_examples": 100, "results": [path]}]}


def _paired(prompted: int, tuned: int) -> dict[str, object]:
    """Two promptfoo files over the same hundred tests, so many of them right."""
    raws = ("be kind {{q}}",)
    one = [_answer(0, n, n < prompted) for n in range(100)]
    other = [_answer(0, n, n >= 100 - tuned) for n in range(100)]
    tuned_file = _file(other, raws)
    tuned_file["results"]["prompts"][0]["provider"] = "openai:ft:acme"  # type: ignore[index]
    return {"p.json": _openai(_file(one, raws)), "t.json": tuned_file}


def test_tuned_and_prompted_are_compared_item_by_item() -> None:
    change = {"evaluation.metric": "tone", f"{BASE}.results": ["p.json"], **_tuned(0.8, "t.json")}
    found, claims = _scores(change, _paired(70, 80))
    tuned = found[f"{TUNED}.0"]
    # 50 right in both, 20 only by the prompt, 30 only by the tuned model
    assert (tuned.paired, tuned.p_better) == (True, pytest.approx(0.2026, abs=1e-3))
    assert tuned.items_to_tell == 391
    assert claims[f"{TUNED}.0.score"].standing.value == "supported"
    assert _scores(change, _paired(40, 80))[0][f"{TUNED}.0"].p_better == pytest.approx(
        1.0e-5, rel=20
    )


def test_without_common_items_they_are_compared_as_separate() -> None:
    change = {"evaluation.tuned_results": [{"score": 0.77, "results": ["t.csv"]}]}
    found, _ = _scores(change, {"t.csv": table([(0, 231)], model="ft:acme")})
    tuned = found[f"{TUNED}.0"]
    assert (tuned.paired, tuned.p_better) == (False, pytest.approx(0.0931, abs=1e-3))
    assert tuned.items_to_tell is not None


def test_test_items_are_looked_for_in_prompts_whose_text_is_known() -> None:
    question = HONEST_EVIDENCE["evals/few_shot/prompts/v06.txt"].split("Q: ")[1].splitlines()[0]
    assert (
        _scores(test_items=(question, "not there at all in any prompt"))[0][BASE].shown_items == 1
    )


def test_several_baselines_and_the_best_of_them_is_the_rival() -> None:
    second = {"model": "big", "score": 0.6, "results": ["b.csv"], "test_examples": 300}
    change = {
        "few_shot_baselines.1": second,
        TUNED: [{"score": 0.9, "results": ["t.csv"]}],
    }
    files = {"b.csv": table([(5, 180)], model="big"), "t.csv": table([(0, 270)], model="ft:acme")}
    found, _ = _scores(change, files)
    assert [*found] == [BASE, "few_shot_baselines.1", f"{TUNED}.0"]
    p = found[f"{TUNED}.0"].p_better
    assert p is not None
    assert p < 1e-6
