"""The plain variations table."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from ftpolicy.evidence.prompts import prompt_digest
from ftpolicy.evidence.results import read
from tests.evidence.results.files import read_one, run_of
from tests.honest import HONEST_EVIDENCE, HONEST_TREE

PROMPT = b"Answer warmly.\n\nQ: a\nA: b\n"
SHA = "ab" * 32
HEAD = "variant_id,n_examples,technique,metric,score,n_items,n_correct,n_errors,model,created"
ROW = "v01,3,plain few-shot,style_match,0.62,180,112,2,gpt-x,2026-11-03"


def _table(row: str, *, head: str = HEAD, last: str = "prompt_sha256", value: str = SHA) -> str:
    return f"{head},{last}\n{row},{value}\n"


def test_the_honest_table() -> None:
    path = "evals/few_shot/variations.csv"
    (found,) = read([(path, HONEST_EVIDENCE[path].encode())], HONEST_TREE.read)
    assert (found.tool, found.fault, found.row_faults) == ("variations table", "", ())
    assert len({run.variant for run in found.runs}) == 12
    assert [run.examples_in_prompt for run in found.runs] == [0, 3, 3, 5, 5, 5, 8, 8, 10, 10, 3, 5]
    best = max(found.runs, key=lambda run: run.score or 0)
    assert (best.score, best.items, best.examples_in_prompt, best.line) == (0.71, 300, 5, 7)
    assert (best.model, best.measured_on) == ("gpt-4o-2024-08-06", date(2026, 11, 12))
    assert best.variant == prompt_digest(HONEST_EVIDENCE["evals/few_shot/prompts/v06.txt"])


def test_a_row() -> None:
    run = run_of(read_one("v.csv", _table(ROW)), "style_match")
    assert (run.score, run.items, run.errors) == (112 / 180, 180, 2)
    assert (run.examples_in_prompt, run.model, run.variant) == (3, "gpt-x", SHA)
    assert (run.measured_on, run.line, run.prompt) == (date(2026, 11, 3), 2, None)


def test_the_prompt_is_read_from_the_tree() -> None:
    tree = {"p/v01.txt": PROMPT}
    run = run_of(
        read_one("v.csv", _table(ROW, last="prompt_file", value="p/v01.txt"), tree), "style_match"
    )
    assert run.variant == prompt_digest("answer warmly. q: a a: b")
    assert run.prompt == "answer warmly. q: a a: b"


def test_white_space_makes_no_other_prompt() -> None:
    tree = {"a.txt": b"Be warm.\n", "b.txt": b"be  WARM.", "c.txt": b"Be cold."}
    rows = "\n".join(f"{ROW},{path}" for path in tree)
    found = read_one("v.csv", f"{HEAD},prompt_file\n{rows}\n", tree)
    assert len(found.runs) == 3
    assert len({run.variant for run in found.runs}) == 2


def test_as_yaml() -> None:
    text = (
        "- {variant_id: v1, n_examples: 3, metric: acc, score: 0.5, n_items: 10, n_correct: 5, "
        f"created: 2026-11-03, prompt_sha256: {SHA}}}\n"
        f"- {{variant_id: v2, n_examples: 5, metric: acc, score: 0.6, n_items: 10, "
        f"prompt_sha256: {'cd' * 32}}}\n"
    )
    found = read_one("v.yaml", text)
    assert [(run.score, run.examples_in_prompt, run.line) for run in found.runs] == [
        (0.5, 3, 1),
        (0.6, 5, 2),
    ]
    assert found.runs[0].measured_on == date(2026, 11, 3)


def test_a_mean_needs_no_right_answers_and_a_percentage_keeps_its_scale() -> None:
    row = ROW.replace("0.62,180,112,2", "3.9,180,,")
    assert run_of(read_one("v.csv", _table(row)), "style_match").score == 3.9
    percent = ROW.replace("0.62", "62.2")
    assert run_of(read_one("v.csv", _table(percent)), "style_match").score == 11200 / 180


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("style_match", "", "it names no `metric`"),
        ("0.62", "good", "its `score` is no number"),
        ("0.62", "nan", "its `score` is no number"),
        ("v01,3", "v01,some", "its `n_examples` is no count"),
        ("v01,3", "v01,-1", "its `n_examples` is no count"),
        ("180,", "0,", "its `n_items` is no count"),
        ("180,", "1e99,", "its `n_items` is no count"),
        (",2,gpt", ",181,gpt", "its `n_errors` is no count up to `180`"),
        ("112", "179", "its `n_correct` and `n_errors` are more than its `180` items"),
        ("112", "many", "its `n_correct` and `n_errors` are more than its `180` items"),
        ("112", "120", "its score `0.62` is not `120` of `180`"),
        (SHA, "ab12", "its `prompt_sha256` is no SHA-256"),
        (SHA, "", "it names neither prompt file nor digest"),
    ],
)
def test_a_row_that_cannot_be_right(before: str, after: str, what: str) -> None:
    found = read_one("v.csv", _table(ROW).replace(before, after))
    assert found.runs == ()
    assert [(row.path, row.line, row.what) for row in found.row_faults] == [("v.csv", 2, what)]


@pytest.mark.parametrize(
    ("tree", "what"),
    [
        ({}, "its prompt `p.txt` is not there"),
        ({"p.txt": b"  \n"}, "its prompt `p.txt` holds no text"),
        ({"p.txt": b"\0\xff"}, "its prompt `p.txt` holds no text"),
    ],
)
def test_a_prompt_that_cannot_be_read(tree: dict[str, bytes], what: str) -> None:
    found = read_one("v.csv", _table(ROW, last="prompt_file", value="p.txt"), tree)
    assert [row.what for row in found.row_faults] == [what]


def test_file_and_digest_of_a_prompt_must_agree() -> None:
    head, tree = f"{HEAD},prompt_file", {"p.txt": PROMPT}
    own = hashlib.sha256(PROMPT).hexdigest()
    for digest in (own, prompt_digest(PROMPT.decode())):
        assert read_one("v.csv", _table(f"{ROW},p.txt", head=head, value=digest), tree).runs
    found = read_one("v.csv", _table(f"{ROW},p.txt", head=head), tree)
    assert [row.what for row in found.row_faults] == [
        "its prompt `p.txt` has another digest than `prompt_sha256`"
    ]


@pytest.mark.parametrize(
    ("digest", "tree", "what"),
    [
        ("", {}, "its `results_file` `r.json` is not there"),
        (SHA, {"r.json": b"{}"}, "its `results_file` `r.json` has another digest than"),
    ],
)
def test_the_results_behind_a_row(digest: str, tree: dict[str, bytes], what: str) -> None:
    head = f"{HEAD},results_file,results_sha256"
    found = read_one("v.csv", _table(f"{ROW},r.json,{digest}", head=head), tree)
    assert found.row_faults[0].what.startswith(what)
    right = hashlib.sha256(b"{}").hexdigest()
    assert read_one("v.csv", _table(f"{ROW},r.json,{right}", head=head), {"r.json": b"{}"}).runs


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("n_examples,metric,score\n3,acc,0.5\n", "the table has no column `n_items`"),
        (
            "n_examples,metric,score,n_items\n3,acc,0.5,10\n",
            "the table has neither the column `prompt_file` nor `prompt_sha256`",
        ),
        ("n_examples,metric,score,n_items,prompt_file\n", "the table has no rows"),
        (
            "n_examples,metric,score,n_items,prompt_sha256\n" + f"3,acc,0.5,10,{SHA}\n" * 5001,
            "the table has more than 5000 rows",
        ),
    ],
    ids=["a column", "no prompts", "no rows", "too many"],
)
def test_a_table_that_cannot_be_read(text: str, fault: str) -> None:
    found = read_one("v.csv", text)
    assert (found.tool, found.fault, found.runs) == ("variations table", fault, ())


def test_in_other_forms() -> None:
    assert read_one("v.csv", b"\xef\xbb\xbf" + _table(ROW).encode()).runs
    assert read_one("v.csv", _table(ROW).encode("utf-16")).runs
    assert read_one("v.tsv", _table(ROW).replace(",", "\t")).runs
    assert read_one("v.csv", _table(ROW).replace("\n", "\r\n")).runs
