"""What is counted: examples of each profile, copies, conflicts, leaks, parts of files."""

from __future__ import annotations

import pytest

from ftpolicy.evidence.datasets.budget import Budget
from ftpolicy.evidence.datasets.count import PartRead, count_test_set
from ftpolicy.evidence.datasets.part import Columns, Part, Slice
from ftpolicy.model.detection import Profile
from ftpolicy.model.evidence import Count, Row
from tests.evidence.counting import chat, count_of, counted, faults, lines
from tests.honest import MemoryTree

TEN = lines(chat(f"question {number}", f"answer {number}") for number in range(10))


def numbers(count: Count) -> dict[str, int]:
    """The counts that are not zero."""
    names = ("rows", "bad", "unanswered", "distinct", "exact_duplicates", "duplicates")
    found = {name: getattr(count, name) for name in (*names, "conflicts", "leaked")}
    return {name: number for name, number in found.items() if number}


COPIES = {
    "exact": ([("q", "a", ""), ("q", "a", "")], 1, 1, 1),
    "case": ([("Why?", "So.", ""), ("WHY?", "so.", "")], 1, 1, 0),
    "white-space": ([("a  b\n", "c", ""), ("a b", "\tc ", "")], 1, 1, 0),
    "words-run-together": ([("a b", "c", ""), ("ab", "c", "")], 2, 0, 0),
    "wide-letters": ([("\uff21b", "c", ""), ("ab", "c", "")], 1, 1, 0),
    "ligature": ([("\ufb01n", "c", ""), ("fin", "c", "")], 1, 1, 0),
    "sharp-s": ([("Stra\xdfe", "c", ""), ("STRASSE", "c", "")], 1, 1, 0),
    "composed": ([("caf\xe9", "c", ""), ("cafe\u0301", "c", "")], 1, 1, 0),
    "no-break-space": ([("a\xa0b", "c", ""), ("a b", "c", "")], 1, 1, 0),
    "system-apart": ([("q", "a", "be kind"), ("q", "a", "be brief")], 1, 1, 0),
    "third-is-exact": ([("q", "a", ""), ("Q", "a", ""), ("Q", "a", "")], 1, 2, 1),
    "second-answer-again": ([("q", "a", ""), ("q", "b", ""), ("q", "b", "")], 2, 1, 1),
    "second-answer-folded": ([("q", "a", ""), ("q", "b", ""), ("q", "B", "")], 2, 1, 0),
}


@pytest.mark.parametrize(("rows", "distinct", "copies", "exact"), COPIES.values(), ids=list(COPIES))
def test_copies(rows: list[tuple[str, str, str]], distinct: int, copies: int, exact: int) -> None:
    count = count_of(lines(chat(*row) for row in rows))

    assert (count.distinct, count.duplicates, count.exact_duplicates) == (distinct, copies, exact)
    assert count.rows == distinct + copies


def test_turns_are_not_run_together() -> None:
    def turns(*said: str) -> dict[str, object]:
        roles = ("user", "assistant") * 2
        return {
            "messages": [
                {"role": role, "content": text} for role, text in zip(roles, said, strict=False)
            ]
        }

    count = count_of(lines([turns("a", "b", "c", "d"), turns("a b", "c d"), turns("a", "b c d")]))

    assert count.distinct == 3


def test_one_prompt_with_several_answers_is_one_conflict() -> None:
    count = count_of(lines([chat("q", "a"), chat("Q ", "b"), chat("q", "c"), chat("r", "a")]))

    assert numbers(count) == {"rows": 4, "distinct": 4, "conflicts": 1}
    assert count.conflict_rows == (Row("a.jsonl", 2, "its prompt has another answer elsewhere"),)


def test_rows_are_good_unanswered_bad_or_copies() -> None:
    rows = [chat("q", "a"), chat("q", " "), chat("q", "A"), {"x": 1}, "text", chat("", "a")]
    count = count_of(lines(rows))

    assert numbers(count) == {
        "rows": 6,
        "bad": 3,
        "unanswered": 1,
        "distinct": 1,
        "duplicates": 1,
    }
    assert faults(count) == [
        (2, "an assistant turn is empty"),
        (4, "it fits no known shape of records (its keys: `x`)"),
        (5, "it is a string, not an object"),
        (6, "it has no prompt"),
    ]


def test_the_most_frequent_fault_comes_first_and_every_fault_is_shown() -> None:
    rows = [{"x": 1}, *[chat("q", "")] * 1200, "text"]
    count = count_of(lines(rows))

    assert faults(count) == [
        (2, "an assistant turn is empty (1,200 such rows)"),
        (1, "it fits no known shape of records (its keys: `x`)"),
        (1202, "it is a string, not an object"),
        (3, "an assistant turn is empty"),
        (4, "an assistant turn is empty"),
    ]


def test_thousands_of_different_faults_are_kept_in_bounds() -> None:
    count = count_of(lines({f"key{number}": 1} for number in range(1000)))

    assert count.bad == 1000
    assert faults(count)[0] == (201, "other faults (800 such rows)")


def test_odd_turns_and_mixed_shapes_are_shown_and_cost_nothing() -> None:
    odd = {"messages": [{"role": "user", "content": "x"}, *chat("q", "a")["messages"]]}  # type: ignore[misc]
    rows = [chat("q", "a"), odd, {"prompt": "q", "completion": "b"}, chat("r", "a")]
    count = count_of(lines(rows))

    assert numbers(count) == {"rows": 4, "distinct": 4, "conflicts": 1}
    assert count.shapes == (("openai_chat", 3), ("prompt_completion", 1))
    assert faults(count) == [
        (2, "two `user` turns follow each other"),
        (3, "its shape is `prompt_completion`, while most are `openai_chat` (one such row)"),
    ]


def test_a_picture_among_texts_is_no_mixture() -> None:
    picture = [{"type": "image_url", "image_url": {"url": "x"}}]
    seen = {
        "messages": [
            {"role": "user", "content": picture},
            {"role": "assistant", "content": "a"},
        ]
    }
    count = count_of(lines([chat("q", "a"), chat("r", "a"), seen]))

    assert count.shapes == (("openai_chat", 2), ("openai_vision", 1))
    assert count.faults == ()


PAIR = {"prompt": "q", "chosen": "a", "rejected": "b"}
PROFILES = {
    "sft-pairs": (Profile.SUPERVISED, [PAIR], {"rows": 1, "distinct": 1}),
    "preference": (
        Profile.PREFERENCE,
        [PAIR, {**PAIR, "rejected": "c"}, PAIR, {**PAIR, "prompt": "r"}],
        {"rows": 4, "distinct": 2, "exact_duplicates": 1, "duplicates": 1},
    ),
    "preference-without-pair": (
        Profile.PREFERENCE,
        [chat("q", "a"), {**PAIR, "rejected": "a"}, {"prompt": "q"}],
        {"rows": 3, "unanswered": 3},
    ),
    "kto": (
        Profile.PREFERENCE,
        [
            {"prompt": "q", "completion": "a", "label": True},
            {"prompt": "q", "completion": "b", "label": False},
        ],
        {"rows": 2, "distinct": 1},
    ),
    "reinforcement": (
        Profile.REINFORCEMENT,
        [{"prompt": "q"}, {"prompt": "Q"}, {"question": "r", "answer": "42"}, {"prompt": " "}],
        {"rows": 4, "bad": 1, "distinct": 2, "duplicates": 1},
    ),
    "reinforcement-references": (
        Profile.REINFORCEMENT,
        [
            {"messages": [{"role": "user", "content": "q"}], "reference_answer": 1},
            {"messages": [{"role": "user", "content": "q"}], "reference_answer": 2},
        ],
        {"rows": 2, "distinct": 1, "conflicts": 1},
    ),
    "distillation": (
        Profile.DISTILLATION,
        [chat("q", "a"), chat("q", "b"), chat("r", "")],
        {"rows": 3, "unanswered": 1, "distinct": 1, "conflicts": 1},
    ),
    "continued": (
        Profile.CONTINUED,
        [{"text": "one"}, {"text": "ONE"}, {"text": ""}, chat("q", "a"), chat("q", "b")],
        {"rows": 5, "unanswered": 1, "distinct": 3, "duplicates": 1},
    ),
    "encoder": (
        Profile.ENCODER,
        [{"text": "one", "label": 0}, {"text": "one", "label": 1}, {"text": "two"}],
        {"rows": 3, "unanswered": 1, "distinct": 2, "conflicts": 1},
    ),
}


@pytest.mark.parametrize(("profile", "rows", "wanted"), PROFILES.values(), ids=list(PROFILES))
def test_what_is_an_example_of_a_profile(
    profile: Profile, rows: list[object], wanted: dict[str, int]
) -> None:
    assert numbers(count_of(lines(rows), profile=profile)) == wanted


def test_an_answer_of_the_system_alone() -> None:
    def told(answer: str) -> dict[str, object]:
        turns = [("system", "say a word"), ("assistant", answer)]
        return {"messages": [{"role": role, "content": text} for role, text in turns]}

    assert count_of(lines([told("one"), told("two")])).distinct == 2


def test_prompts_that_the_test_set_has_too() -> None:
    test = lines([{"prompt": "Question 3 "}, chat("question 5", "x"), {"question": "other"}])
    held = count_test_set(MemoryTree({"test.jsonl": test}), [Part("test.jsonl")], Budget(), most=2)
    found = counted({"a.jsonl": TEN + TEN}, against=held.prompts)

    assert held.counted.count is not None
    assert (len(held.prompts), held.counted.count.distinct, held.counted.why) == (3, 3, "")
    assert held.questions == ("Question 3 ", "question 5")
    assert found.count is not None
    assert found.count.leaked == 2
    assert found.count.leaked_rows == (
        Row("a.jsonl", 4, "its prompt stands in the test set"),
        Row("a.jsonl", 6, "its prompt stands in the test set"),
    )


def test_a_test_set_that_cannot_be_read() -> None:
    held = count_test_set(MemoryTree({}), [Part("test.jsonl")], Budget(), most=2)

    assert (held.prompts, held.questions, held.counted.count) == (frozenset(), (), None)
    assert held.counted.why == "`test.jsonl`: it is no file of the tree"


SLICES = {
    "first": (Slice(stop=4), None, 4, 4),
    "from": (Slice(start=7), None, 3, 3),
    "between": (Slice(start=2, stop=5), None, 3, 3),
    "beyond": (Slice(start=8, stop=50), None, 2, 2),
    "last": (Slice(start=-3), None, 3, 3),
    "all-but-last": (Slice(stop=-3), None, 7, 7),
    "share": (Slice(stop=25, percent=True), None, 2, 2),  # 2.5 is rounded to even
    "from-share": (Slice(start=35, percent=True), None, 6, 6),
    "share-from-the-end": (Slice(start=-20, percent=True), None, 2, 2),
    "at-most": (None, 6, 6, 6),
    "at-most-of-slice": (Slice(start=8), 6, 2, 2),
    "none": (None, 0, 0, 0),
}


@pytest.mark.parametrize(("first", "most", "rows", "distinct"), SLICES.values(), ids=list(SLICES))
def test_a_slice(first: Slice | None, most: int | None, rows: int, distinct: int) -> None:
    part = Part("a.jsonl", first=first, most=most)
    found = counted({"a.jsonl": TEN}, part)

    assert found.count is not None
    assert (found.count.rows, found.count.distinct) == (rows, distinct)
    assert found.parts == (PartRead(part, rows, counted=True),)


def test_rows_in_two_slices_count_once() -> None:
    early, late = Part("a.jsonl", first=Slice(stop=6)), Part("a.jsonl", first=Slice(start=4))
    found = counted({"a.jsonl": TEN}, early, late, early)

    assert found.count is not None
    assert numbers(found.count) == {"rows": 10, "distinct": 10}
    assert [one.rows for one in found.parts] == [6, 6]


def test_reading_stops_after_the_slice() -> None:
    budget = Budget(rows=4)
    found = counted({"a.jsonl": TEN}, Part("a.jsonl", most=4), budget=budget)

    assert found.count is not None
    assert (found.why, budget.rows) == ("", 0)


def test_a_file_under_two_names_counts_once() -> None:
    found = counted({"a.jsonl": TEN, "b.jsonl": TEN})

    assert found.count is not None
    assert numbers(found.count) == {"rows": 10, "distinct": 10}
    assert [one.part.path for one in found.parts] == ["a.jsonl", "b.jsonl"]


def test_a_file_under_two_mappings_counts_twice() -> None:
    data = lines([{"q1": "x", "q2": "y", "a": "z"}])
    columns = [Columns(prompt="q1", answer="a"), Columns(prompt="q2", answer="a")]
    found = counted({"a.jsonl": data}, *(Part("a.jsonl", columns=one) for one in columns))

    assert found.count is not None
    assert numbers(found.count) == {"rows": 2, "distinct": 2}


def test_copies_over_several_files() -> None:
    found = counted({"a.jsonl": TEN, "b.jsonl": TEN + lines([chat("new", "one")])})

    assert found.count is not None
    assert numbers(found.count) == {
        "rows": 21,
        "distinct": 11,
        "exact_duplicates": 10,
        "duplicates": 10,
    }


@pytest.mark.parametrize(
    ("profile", "distinct", "union"),
    [(Profile.SUPERVISED, 2, 3), (Profile.DISTILLATION, 1, 2)],
    ids=["examples", "prompts"],
)
def test_unions_of_counts(profile: Profile, distinct: int, union: int) -> None:
    one = counted({"a.jsonl": lines([chat("q", "a"), chat("q", "b")])}, profile=profile)
    two = counted({"a.jsonl": lines([chat("q", "A"), chat("r", "b")])}, profile=profile)

    assert len(one.keys) == len(set(one.keys)) == distinct
    assert next(iter(one.keys)) in one.keys
    assert b"" not in one.keys
    assert len({*one.keys, *two.keys}) == union


def test_a_part_that_cannot_be_counted_leaves_the_others() -> None:
    found = counted({"a.jsonl": TEN, "b.jsonl": b"PK\x03\x04"}, "a.jsonl", "b.jsonl", "c.jsonl")

    assert found.count is not None
    assert found.count.distinct == 10
    assert found.why == "`b.jsonl`: it is a zip archive; unpack it"
    assert [(one.rows, one.counted, one.why) for one in found.parts] == [
        (10, True, ""),
        (None, False, "it is a zip archive; unpack it"),
        (None, False, "it is no file of the tree"),
    ]


BUDGETS = {
    "bytes": (
        Budget(bytes=100),
        f"its {len(TEN):,} bytes are over the budget of bytes that may be read",
    ),
    "rows": (Budget(rows=9), "it is over the budget of rows that may be read"),
}


@pytest.mark.threat("slow parsing")
@pytest.mark.parametrize(("budget", "told"), BUDGETS.values(), ids=list(BUDGETS))
def test_over_the_budget(budget: Budget, told: str) -> None:
    found = counted({"a.jsonl": TEN}, budget=budget)

    assert (found.count, found.rows) == (None, None)
    assert found.why == f"`a.jsonl`: {told}"
    assert len(found.keys) == 0


def test_one_budget_for_several_counts() -> None:
    budget = Budget(bytes=2 * len(TEN))
    for left in (len(TEN), 0):
        assert counted({"a.jsonl": TEN}, budget=budget).why == ""
        assert budget.bytes == left
    assert counted({"a.jsonl": TEN}, budget=budget).count is None


def test_no_part_at_all() -> None:
    found = counted({}, profile=Profile.SUPERVISED)

    assert (found.count, found.rows, found.why, found.parts) == (None, None, "", ())


def test_near_duplicates_are_looked_for_when_asked() -> None:
    words = [f"word{number}" for number in range(60)]
    texts = [" ".join(words), " ".join([*words[:-1], "else"]), "something short"]
    data = {"a.jsonl": lines(chat("q", text) for text in texts)}
    asked, not_asked = counted(data, near=True).count, counted(data).count

    assert asked is not None
    assert not_asked is not None
    assert (asked.near_duplicates, asked.near_looked) == (1, 3)
    assert (not_asked.near_duplicates, not_asked.near_looked) == (None, 0)
