"""`ftpolicy new` without questions: what is filled in, what is left open, where it goes."""

from __future__ import annotations

import json
import os
import re

import pytest

from ftpolicy.records.write import SCHEMA
from tests.conftest import Repo
from tests.fresh import EVIDENCE, TODAY
from tests.honest import HONEST_RECORD, HONEST_TUNING, TUNING_PATH

RECORD = "decisions/billing-train.yaml"

WRITTEN = f"""\
# yaml-language-server: $schema={SCHEMA}
kind: fine-tuning-decision
schema_version: 1
id: billing-train
title:                            # optional: the decision in one line
status: proposed                  # accepted once the owners have decided
decided_on: {TODAY}
owners: ["@acme/ml"]              # by CODEOWNERS
covers: [configs/billing/train.yaml]
model:
  base: [meta-llama/Llama-3.1-8B-Instruct]
  methods: [sft]
goal:
  type:  # fill in: style, tone, format, domain-behavior, latency, token-cost or small-model
  statement:                      # fill in: the behaviour in one sentence; facts are retrieval
  facts_from:  # fill in: prompt, retrieval or base-model: where an answer's facts come from
  evidence:
    prompt_tokens_to_describe:  # fill in: tokens to describe style, tone or format, or prompt_file
few_shot_baselines:
  - role: candidate
    model: gpt-4o-2024-08-06
    examples_in_prompt: 5
    variations_tried: 12
    score: 0.71
    test_examples: 300
    measured_on: {TODAY}
    results: [evals/few_shot/variations.csv]
    shortfall:                    # optional: what still goes wrong with the best prompt
dataset:
  examples: 1240                  # counted: 1240 rows, as openai_chat
  sources:
    - {{path: data/billing_train.jsonl}}
  labelling:                      # optional: who labelled, and how disagreements were settled
  licence:                        # optional: under which the data may be used
  personal_data:                  # optional: none, pseudonymised, yes or unknown
evaluation:
  metric: rubric_pass_rate
  kind: proportion                # each score is a whole number of the test items
  scale: [0, 1]
  higher_is_better: true          # by the metric's name: is it so?
  target:                         # fill in: the score that would be good enough
  test_set: {{path: data/billing_test.jsonl, examples: 300}}  # by its name: is it what was scored?
retraining:
  owner: "@acme/ml"               # the first of the owners: is it so?
  cadence:                        # fill in: P3M is every three months; or name triggers
  triggers: []                    # optional: what makes a retraining due
  next_review:                    # fill in: the day on which this is looked at again
  budget: {{amount: , currency: , per: run}}  # fill in: what one training costs
alternatives:
  - {{option: newer-base, why_not: }}  # fill in: why it was not enough
"""


@pytest.fixture
def tuned(repo: Repo) -> Repo:
    """A repository with a tuning file, its data and its results, and no record."""
    for path, text in EVIDENCE.items():
        repo.write(path, text)
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.write("CODEOWNERS", "* @acme/all\n/configs/ @acme/ml\n")
    return repo


def read(repo: Repo, path: str = RECORD) -> str:
    return (repo.path / path).read_text(encoding="utf-8")


def errors(repo: Repo, *args: str) -> set[str]:
    """The codes of the errors of the whole tree."""
    report = json.loads(repo.run("check", "--all", "--format", "json", *args).stdout)
    return {found["code"] for found in report["findings"] if found["severity"] == "error"}


def test_what_can_be_read_or_measured_is_filled_in(tuned: Repo) -> None:
    done = tuned.run("new", TUNING_PATH)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        f"wrote {RECORD}: fill in what is marked, then run `ftpolicy check {TUNING_PATH}`\n",
    )
    assert read(tuned) == WRITTEN
    # Only gaps are left: nothing that was filled in is wrong.
    assert errors(tuned) == {"FT301", "FT402", "FT503", "FT504"}
    measured = tuned.run("measure", RECORD, "--format", "json")
    assert {each["standing"] for each in json.loads(measured.stdout)["measured"]} == {"supported"}


def test_every_gap_is_named_by_a_rule(tuned: Repo) -> None:
    tuned.run("new", TUNING_PATH, "--goal", "tone")
    gaps = re.findall(r"^ +(\w+):.*# fill in", read(tuned), re.MULTILINE)
    assert gaps == [
        *("statement", "facts_from", "prompt_tokens_to_describe", "target", "cadence"),
        *("next_review", "budget"),
    ]
    text = (
        read(tuned)
        .replace("  statement:", "  statement: Warm.")
        .replace("  facts_from:", "  facts_from: prompt")
    )
    tuned.write(RECORD, re.sub(r"(statement: Warm.|facts_from: prompt) *#.*", r"\1", text))
    told = tuned.run("check", TUNING_PATH).stdout
    for gap in (*gaps[2:], "newer-base"):
        assert gap in told, gap


def test_a_goal_asks_for_its_own_proof(tuned: Repo) -> None:
    tuned.run("new", TUNING_PATH, "--goal", "token-cost")
    text = read(tuned)
    assert "prompt_tokens_to_describe" not in text
    assert "  - role:                         # fill in: candidate (could be shipped) or c" in text
    assert "economics:\n  currency:                       # fill in: of all amounts" in text
    assert [line for line in text.splitlines() if "option:" in line] == [
        "  - {option: prompt-caching, why_not: }  # fill in: why it was not enough",
        "  - {option: cheaper-model, why_not: }  # fill in: why it was not enough",
        "  - {option: newer-base, why_not: }  # fill in: why it was not enough",
    ]


def test_do_not_fine_tune_is_said_plainly(tuned: Repo) -> None:
    tuned.write(
        "data/billing_train.jsonl",
        "".join(EVIDENCE["data/billing_train.jsonl"].splitlines(keepends=True)[:64]),
    )
    done = tuned.run("new", TUNING_PATH, "--goal", "knowledge")
    assert done.returncode == 0
    assert done.stderr == (
        "Do not fine-tune.\n"
        "  FT302 use-rag: the goal's type is `knowledge`.\n"
        "  Instead: Fetch the facts at answer time with retrieval (RAG) and write\n"
        "  `facts_from: retrieval`; fine-tune only for how the answer is given, if at\n"
        "  all.\n"
        "  FT202 collect-data: the record claims `64` examples, the policy asks for\n"
        "  `100`.\n"
        "  Instead: Collect and label more examples before tuning, or keep prompting with\n"
        "  the best of those that you have.\n"
        f"wrote {RECORD}: fill in what is marked, then run `ftpolicy check {TUNING_PATH}`\n"
    )


def test_markdown(tuned: Repo) -> None:
    assert tuned.run("new", TUNING_PATH, "--format", "markdown").returncode == 0
    text = read(tuned, "decisions/billing-train.md")
    assert text.startswith(f"---\n{WRITTEN}---\n\n# billing-train\n\n## Context\n")
    assert errors(tuned) == {"FT301", "FT402", "FT503", "FT504"}


def test_a_new_decision_keeps_what_the_old_one_said(tuned: Repo) -> None:
    tuned.write("decisions/old.yaml", HONEST_RECORD)
    done = tuned.run("new", TUNING_PATH, "--supersedes", "billing-support-voice")
    assert done.stderr.endswith(
        "in the record `billing-support-voice` write `status: superseded` and"
        " `superseded_by: [billing-train]`\n"
    )
    text = read(tuned)
    for line in (
        "title: Answer billing tickets in our support voice  # as in billing-support-voice\n",
        "supersedes: [billing-support-voice]\n",
        "  type: tone                      # as in billing-support-voice\n",
        "  target: 0.85                    # as in billing-support-voice\n",
        "  cadence: P3M                    # as in billing-support-voice\n",
        "  guards: [{metric: refusal_accuracy, floor: 0.97}]\n",
        '  owner: "@dana"                  # as in billing-support-voice\n',
    ):
        assert line in text, line
    assert errors(tuned) <= {"FT504"}


def test_the_one_file_without_a_record_is_meant(tuned: Repo) -> None:
    assert tuned.run("new").returncode == 0
    assert "covers: [configs/billing/train.yaml]" in read(tuned)
    done = tuned.run("new")
    assert done.stderr == (
        "ftpolicy: every tuning file has a decision record; name the file that a new one is for\n"
    )
    for name in ("b", "a"):
        tuned.write(f"configs/{name}.yaml", HONEST_TUNING)
    done = tuned.run("new")
    assert (done.returncode, done.stderr) == (
        2,
        (
            "ftpolicy: name the tuning files that one decision is about: `configs/a.yaml`,"
            " `configs/b.yaml` have no record\n"
        ),
    )


def test_from_a_folder_below(tuned: Repo) -> None:
    done = tuned.run("new", cwd="configs/billing")
    assert done.returncode == 0
    assert done.stderr.startswith("wrote ../../decisions/billing-train.yaml: ")
    assert "configs/billing/train.yaml" in read(tuned)


def test_it_never_overwrites(tuned: Repo) -> None:
    tuned.write(RECORD, "mine\n")
    done = tuned.run("new", TUNING_PATH)
    assert (done.returncode, done.stderr) == (
        2,
        f"ftpolicy: `{RECORD}` is there already; give another --id or --output\n",
    )
    assert read(tuned) == "mine\n"
    assert sorted(it.name for it in (tuned.path / "decisions").iterdir()) == ["billing-train.yaml"]


@pytest.mark.parametrize(
    ("files", "args", "message"),
    [
        (
            {"values.yaml": "replicas: 2\n"},
            ["values.yaml"],
            "no fine-tuning was found in `values.yaml`; `ftpolicy scan` lists the tuning files",
        ),
        ({}, [TUNING_PATH, "--output", "../x.yaml"], "`../x.yaml` lies outside of `{root}`"),
        (
            {},
            [TUNING_PATH, "--output", "x.md"],
            "`x.md` must end in `.yaml` or `.yml` to hold a record as yaml",
        ),
        (
            {".ftpolicy.yaml": 'schema_version: 1\nrecords: ["adr/**"]\n'},
            [TUNING_PATH],
            (
                "`decisions/billing-train.yaml` is no place for records by the policy"
                " (.ftpolicy.yaml); give an --output that its `records` hold and its `exclude`"
                " leaves in"
            ),
        ),
        (
            {"d/old.yaml": HONEST_RECORD},
            [TUNING_PATH, "--supersedes", "billing-suport-voice"],
            (
                "there is no decision record `billing-suport-voice`; did you mean"
                " `billing-support-voice`?"
            ),
        ),
        (
            {"d/old.yaml": HONEST_RECORD},
            [TUNING_PATH, "--id", "billing-support-voice"],
            "`d/old.yaml` is a decision record `billing-support-voice`; give another --id",
        ),
        ({}, [TUNING_PATH, "--id", "Über"], "`Über` is no id; write kebab-case, like `my-voice`"),
    ],
    ids=["no-tuning", "outside", "suffix", "policy", "supersedes", "taken", "no-id"],
)
def test_what_cannot_be_done(
    files: dict[str, str], args: list[str], message: str, tuned: Repo
) -> None:
    for path, text in files.items():
        tuned.write(path, text)
    done = tuned.run("new", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"ftpolicy: {message.format(root=tuned.path)}\n"
    assert not (tuned.path / "decisions").exists()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (
            "acme/voice",
            (
                "    - {hub: acme/voice, revision: , examples: }"
                "  # fill in: revision and examples, not counted here"
            ),
        ),
        (
            "s3://acme/voice.jsonl",
            '    - {uri: "s3://acme/voice.jsonl", sha256: , examples: }',
        ),
        (
            "data/gone.jsonl",
            (
                "    - {path: data/gone.jsonl}  # not in the tree: commit it or its pointer, or say"
                " where it stands"
            ),
        ),
        ("../../data/billing_train.jsonl", "    - {path: data/billing_train.jsonl}"),
        ("~/rows.jsonl", "  sources: []                     # fill in: path, hub or uri of each"),
    ],
    ids=["hub", "uri", "missing", "above", "home"],
)
def test_where_the_data_stands(data: str, line: str, tuned: Repo) -> None:
    tuned.write(TUNING_PATH, HONEST_TUNING.replace("data/billing_train.jsonl", data))
    assert tuned.run("new", TUNING_PATH).returncode == 0
    assert line in read(tuned)


RUN = "v{0},{1},few-shot,{2},{3},300,,gpt-4o," + TODAY + ",evals/few_shot/prompts/v01.txt\n"
HEAD = "variant_id,n_examples,technique,metric,score,n_items,n_errors,model,created,prompt_file\n"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [(3, "f1", 0.5), (3, "exact_match", 0.5)],
            ["  metric:                         # fill in: one of exact_match, f1"],
        ),
        (
            [(3, "resolution", 0.5), (5, "resolution", 0.6)],
            [
                "    examples_in_prompt:           # fill in: of the best variation",
                "    score:                        # fill in: of the best variation",
                "    test_examples: 300",
                "  higher_is_better:               # fill in: true or false",
            ],
        ),
        (
            [(3, "error_rate", 0.5), (5, "error_rate", 0.6)],
            [
                "    examples_in_prompt: 3",
                "    score: 0.5",
                "  higher_is_better: false         # by the metric's name: is it so?",
            ],
        ),
    ],
    ids=["two-metrics", "no-direction", "less-is-better"],
)
def test_what_the_results_leave_open(
    rows: list[tuple[int, str, float]], lines: list[str], tuned: Repo
) -> None:
    table = HEAD + "".join(RUN.format(at, *row) for at, row in enumerate(rows))
    tuned.write("evals/few_shot/variations.csv", table)
    assert tuned.run("new", TUNING_PATH).returncode == 0
    text = read(tuned).splitlines()
    for line in lines:
        assert line in text, line


def test_results_of_a_tuned_model_are_no_baseline(tuned: Repo) -> None:
    text = EVIDENCE["evals/few_shot/variations.csv"]
    tuned.write(
        "evals/few_shot/variations.csv", text.replace("gpt-4o-2024-08-06", "ft:gpt-4o:acme")
    )
    assert tuned.run("new", TUNING_PATH).returncode == 0
    assert "few_shot_baselines: []" in read(tuned)


def test_odd_names_are_written_so_that_they_are_read_back(tuned: Repo) -> None:
    odd = "configs/a*[b] ü!#.yaml"
    tuned.write(odd, HONEST_TUNING)
    assert tuned.run("new", odd).returncode == 0
    (written,) = (tuned.path / "decisions").glob("*.yaml")
    report = json.loads(tuned.run("check", odd, "--format", "json").stdout)
    assert [case["record"] for case in report["cases"]] == [f"decisions/{written.name}"]


def test_a_name_that_is_no_text_is_covered_all_the_same(tuned: Repo) -> None:
    odd = os.fsencode(tuned.path) + b"/configs/a\xff.yaml"
    with open(odd, "wb") as file:
        file.write(HONEST_TUNING.encode())
    os.remove(tuned.path / TUNING_PATH)
    assert tuned.run("new", "configs").returncode == 0
    assert 'covers: ["configs/a?.yaml"]\n' in read(tuned, "decisions/configs-a.yaml")
    assert "FT001" not in errors(tuned)


def test_the_policy_asks_for_more(tuned: Repo) -> None:
    policy = "schema_version: 1\nrequired_fields: [extra.dpia, dataset.licence]\n"
    tuned.write(".ftpolicy.yaml", policy)
    assert tuned.run("new", TUNING_PATH).returncode == 0
    text = read(tuned)
    assert "extra:\n  dpia:                           # fill in: the policy requires it\n" in text
    assert "  licence:                        # fill in: under which the data may be used\n" in text
