"""The readers of smaller formats: what each stores, and what it does not."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.evidence.results.files import read_all, read_one, run_of

OPENAI_EVALS = [
    {
        "spec": {
            "completion_fns": ["gpt-x"],
            "eval_name": "voice.dev.v0",
            "created_at": "2026-11-12 10:00:00",
            "run_config": {
                "eval_spec": {"args": {"num_few_shot": 5, "few_shot_jsonl": "shots.jsonl"}},
                "max_samples": None,
            },
        }
    },
    *(
        {"sample_id": f"voice.{n}", "type": "match", "data": {"correct": n > 0}, "event_id": n}
        for n in range(3)
    ),
    {"final_report": {"accuracy": 0.75, "boostrap_std": 0.05}},
    {"sample_id": "voice.3", "type": "match", "data": {"correct": True}, "event_id": 3},
]


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_openai_evals_whose_report_stands_before_the_last_event() -> None:
    found = read_one("log.jsonl", _lines(OPENAI_EVALS))
    assert (found.tool, [run.metric for run in found.runs]) == ("OpenAI evals", ["accuracy"])
    run = found.runs[0]
    assert (run.score, run.items, run.stderr, run.errors) == (0.75, 4, 0.05, 0)
    assert (run.examples_in_prompt, run.model, run.limited) == (5, "gpt-x", False)
    assert run.measured_on == date(2026, 11, 12)
    assert run.per_item is not None
    assert run.per_item["voice.0"] == 0.0


def test_openai_evals_with_a_sample_that_failed_to_run() -> None:
    failed = {"sample_id": "voice.4", "type": "error", "data": {}}
    run = read_one("log.jsonl", _lines([*OPENAI_EVALS, failed])).runs[0]
    assert (run.score, run.items, run.errors) == (pytest.approx(0.6), 5, 1)


def test_openai_evals_that_did_not_end() -> None:
    found = read_one("log.jsonl", _lines(OPENAI_EVALS[:3]))
    assert found.fault == "it has no final report: the run did not end"


def _deepeval(**more: object) -> dict[str, object]:
    cases = [
        {
            "input": f"q{n}",
            "expectedOutput": "x",
            "metricsData": [{"name": "Tone", "score": float(n != 0), "success": n != 0}],
        }
        for n in range(4)
    ]
    cases.append({"input": "q9", "metricsData": [{"name": "Tone", "error": "timeout"}]})
    scores = [{"metric": "Tone", "scores": [0.0, 1.0, 1.0, 1.0], "errors": 1}]
    return {
        "testCases": cases,
        "metricsScores": scores,
        "identifier": "v03-5shot",
        "hyperparameters": {"model": "gpt-x", "n_shot": "5", "prompt template": "v03"},
        "prompts": [],
        **more,
    }


def test_deepeval() -> None:
    found = read_one("test_run_20261112_101500.json", _deepeval())
    run = run_of(found, "Tone")
    assert (run.score, run.items, run.errors) == (pytest.approx(0.6), 5, 1)
    assert (run.examples_in_prompt, run.model) == (5, "gpt-x")
    assert run.measured_on == date(2026, 11, 12)
    assert "variant" in found.not_stored
    assert "measured_on" not in found.not_stored


def test_deepeval_with_its_prompt() -> None:
    prompts = [{"template": "Be warm.\nQ: a\nA: b\n\nQ: {{q}}\nA:"}]
    found = read_one("run.json", _deepeval(prompts=prompts, hyperparameters={}))
    assert found.runs[0].examples_in_prompt == 1
    assert "variant" not in found.not_stored
    assert "measured_on" in found.not_stored


def test_deepeval_without_its_cases() -> None:
    found = read_one("run.json", _deepeval(testCases=[], hyperparameters=None))
    assert (found.runs[0].score, found.runs[0].items) == (0.6, 5)
    assert found.runs[0].examples_in_prompt == 5


RAGAS = (
    "user_input,response,reference,faithfulness,tone\n"
    'q1,a,r,1.0,0.5\nq2,b,r,nan,1.0\nq3,"c\nd",r,0.5,\n'
)


def test_ragas_rows_that_failed_are_not_dropped() -> None:
    found = read_one("e.csv", RAGAS)
    assert found.tool == "ragas"
    runs = {run.metric: (run.score, run.items, run.errors) for run in found.runs}
    assert runs == {"faithfulness": (0.5, 3, 1), "tone": (0.5, 3, 1)}
    assert {"model", "variant", "examples_in_prompt"} <= {*found.not_stored}


def test_ragas_as_json_lines() -> None:
    rows = _lines([{"user_input": f"q{n}", "response": "a", "tone": n} for n in (1, float("nan"))])
    run = run_of(read_one("e.jsonl", rows), "tone")
    assert (run.score, run.items, run.errors) == (0.5, 2, 1)


def test_ragas_without_scores() -> None:
    assert read_one("e.csv", "user_input,response\nq,a\n").fault == "it has no column of scores"


def test_mlflow_saved_metrics() -> None:
    found = read_all(
        {
            "eval/metrics.json": {"example_count": 4, "accuracy_score": 0.75, "f1_score": 0.8},
            "eval/artifacts_metadata.json": {"table": {"uri": "t.json"}},
        }
    )
    saved = found["eval/metrics.json"]
    assert [(run.metric, run.score, run.items) for run in saved.runs] == [
        ("accuracy_score", 0.75, 4),
        ("f1_score", 0.8, 4),
    ]
    assert found["eval/artifacts_metadata.json"].tool == "MLflow"


RUN = "mlruns/1/ab12"
MLRUN: dict[str, object] = {
    f"{RUN}/metrics/tone": "1762942800000 0.5 0\n1762942801000 0.7 1\n",
    f"{RUN}/metrics/example_count": "1762942800000 120 0\n",
    f"{RUN}/params/n_shot": "5",
    f"{RUN}/params/model": "gpt-x",
    f"{RUN}/params/prompt": "Be warm, always and to everyone. {{q}}",
    f"{RUN}/meta.yaml": "artifact_uri: a\nstatus: 3\nstart_time: 1762942800000\n",
}


def test_an_mlflow_run_folder() -> None:
    found = read_all(MLRUN)
    (run,) = found[f"{RUN}/metrics/tone"].runs
    assert (run.metric, run.score, run.items) == ("tone", 0.7, 120)
    assert (run.examples_in_prompt, run.model) == (5, "gpt-x")
    assert run.measured_on == date(2025, 11, 12)
    assert {each.tool for each in found.values()} == {"MLflow"}
    assert [path for path, each in found.items() if each.fault] == []


def test_an_mlflow_run_that_did_not_finish() -> None:
    killed = {**MLRUN, f"{RUN}/meta.yaml": "artifact_uri: a\nstatus: 5\n"}
    found = read_all(killed)[f"{RUN}/metrics/tone"]
    assert (found.runs, found.fault) == ((), "its run did not finish: `status` is `5`")


def _helm(metric: str = "exact_match") -> dict[str, object]:
    def stat(mean: float, split: str = "test", **more: object) -> dict[str, object]:
        return {"name": {"name": metric, "split": split, **more}, "count": 1, "mean": mean}

    return {
        "run/run_spec.json": {
            "name": "voice",
            "adapter_spec": {
                "max_train_instances": 5,
                "model": "openai/gpt-x",
                "instructions": "i",
            },
            "metric_specs": [],
        },
        "run/stats.json": [
            stat(0.9, "valid"),
            stat(0.1, perturbation={"name": "typos"}),
            stat(0.75),
            {"name": {"name": "num_train_trials", "split": "test"}, "count": 1, "mean": 1},
        ],
        "run/per_instance_stats.json": [
            {"instance_id": f"id{n}", "train_trial_index": trial, "stats": [stat(float(n > 0))]}
            for n in range(4)
            for trial in range(2)
        ],
        "run/scenario_state.json": {
            "adapter_spec": {"model": "openai/gpt-x"},
            "request_states": [
                {
                    "instance": {
                        "id": f"id{n}",
                        "split": "test",
                        "input": {"text": f"what is the answer number {n}"},
                    },
                    "request": {
                        "prompt": "Q: what is the answer number 0\nA: x\n\n"
                        f"Q: what is the answer number {n}\nA:"
                    },
                    "result": {"success": True},
                }
                for n in range(4)
            ],
        },
    }


def test_helm_counts_items_and_not_trials() -> None:
    found = read_all(_helm())
    stats = found["run/stats.json"]
    (run,) = stats.runs
    assert (run.metric, run.score, run.items) == ("exact_match", 0.75, 4)
    assert (run.examples_in_prompt, run.model, run.shown_items) == (5, "openai/gpt-x", 1)
    assert run.per_item is not None
    assert sorted(run.per_item.values()) == [0.0, 1.0, 1.0, 1.0]
    assert [path for path, each in found.items() if each.runs] == ["run/stats.json"]


def test_helm_without_its_other_files() -> None:
    stats = {"run/stats.json": _helm()["run/stats.json"]}
    found = read_all(stats)["run/stats.json"]
    assert found.runs[0].items is None
    assert {"items", "model", "variant"} <= {*found.not_stored}
    spec = {"run/run_spec.json": _helm()["run/run_spec.json"]}
    assert read_all(spec)["run/run_spec.json"].fault == "its `stats.json` is not named beside it"


def test_helm_runs_of_two_folders_stay_apart() -> None:
    moved = {path.replace("run/", "again/"): value for path, value in _helm().items()}
    found = read_all({**_helm(), **moved})
    assert [path for path, each in found.items() if each.runs] == [
        "run/stats.json",
        "again/stats.json",
    ]


def _lighteval(**more: object) -> dict[str, object]:
    return {
        "config_general": {"model_name": "acme/base", "max_samples": None},
        "results": {
            "gsm8k|5": {"em": 0.6, "em_stderr": 0.05},
            "suite|voice|0": {"em": 0.5},
            "gsm8k:_average|5": {"em": 0.6},
            "all": {"em": 0.55},
        },
        "config_tasks": {
            "gsm8k|5": {"effective_num_docs": 100},
            "voice": {"effective_num_docs": -1},
        },
        "summary_tasks": {"gsm8k|5": {"hashes": {"hash_full_prompts": "abc"}}},
        **more,
    }


def test_lighteval() -> None:
    found = read_one("results_2026-11-12T10-00-00.123.json", _lighteval())
    assert [run.metric for run in found.runs] == ["gsm8k/em", "voice/em"]
    first, second = found.runs
    assert (first.score, first.stderr, first.items) == (0.6, 0.05, 100)
    assert (first.examples_in_prompt, first.model) == (5, "acme/base")
    assert first.measured_on == date(2026, 11, 12)
    assert (second.examples_in_prompt, second.items, second.stderr) == (0, None, None)


def test_lighteval_without_shots() -> None:
    found = read_one("results.json", _lighteval(results={"gsm8k": {"em": 0.6}}))
    assert found.fault == "it holds no task with its number of examples (`task|5`)"
    assert "measured_on" in found.not_stored


DSPY_ROWS = "question,example_answer,pred_answer,<lambda>\nq0,a,a,1.0\nq1,a,b,0.0\nq2,a,,\n"
PROGRAM = {
    "predict": {
        "demos": [{"augmented": True, "question": "q7", "answer": "a7"}, {"question": "q8"}],
        "signature": {"instructions": "Answer warmly."},
        "lm": {"model": "openai/gpt-x"},
    },
    "metadata": {"dependency_versions": {"dspy": "3.4.1"}},
}


def test_dspy_rows_alone() -> None:
    found = read_one("e.csv", DSPY_ROWS)
    (run,) = found.runs
    assert (run.metric, run.score, run.items, run.errors) == ("", pytest.approx(1 / 3), 3, 1)
    assert {"metric", "model", "variant"} <= {*found.not_stored}
    named = json.dumps([{"q": "a", "example_x": 1, "pred_x": 1, "tone": True}])
    assert read_one("e.json", named).runs[0].metric == "tone"


def test_dspy_rows_beside_their_program() -> None:
    found = read_all({"d/e.csv": DSPY_ROWS, "d/program.json": PROGRAM})
    (run,) = found["d/e.csv"].runs
    assert (run.examples_in_prompt, run.model) == (2, "openai/gpt-x")
    assert run.variant is not None
    assert found["d/e.csv"].version == "3.4.1"
    (alone,) = found["d/program.json"].runs
    assert (alone.score, alone.examples_in_prompt, alone.variant) == (None, 2, run.variant)


def test_dspy_rows_without_scores() -> None:
    found = read_one("e.csv", "q,example_a,pred_a,tone\nq0,a,a,good\n")
    assert found.fault == "its last column holds no scores"


def test_braintrust_summaries() -> None:
    rows = [
        {"project_name": "p", "experiment_name": "v1-3shot", "scores": {"tone": {"score": 0.7}}},
        {
            "project_name": "p",
            "experiment_name": "v2",
            "metadata": {"model": "gpt-x", "n_shot": 5},
            "comparison": {"scores": {"tone": {"score": 0.8}}},
        },
    ]
    found = read_one("s.jsonl", _lines(rows))
    assert [(run.score, run.examples_in_prompt, run.model, run.line) for run in found.runs] == [
        (0.7, 3, None, 1),
        (0.8, 5, "gpt-x", 2),
    ]
    assert len({run.variant for run in found.runs}) == 2
    assert "items" in found.not_stored


def test_langsmith_statistics_and_rows() -> None:
    stats = {"feedback_stats": {"tone": {"avg": 0.8, "n": 50}, "notes": {"avg": None}}}
    found = read_one("s.json", stats)
    assert [(run.metric, run.score, run.items) for run in found.runs] == [("tone", 0.8, 50)]
    rows = "inputs.q,outputs.a,feedback.tone,example_id\na,b,1,x1\nc,d,0,x2\ne,f,,x3\n"
    run = run_of(read_one("s.csv", rows), "tone")
    assert (run.score, run.items, run.errors) == (pytest.approx(1 / 3), 3, 1)
