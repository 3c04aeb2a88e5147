"""Every shape of records: how it is known, and what of it is prompt and answer."""

from __future__ import annotations

import pytest

from ftpolicy.evidence.datasets.columns import usual
from ftpolicy.evidence.datasets.example import Example
from ftpolicy.evidence.datasets.part import Columns
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.evidence.datasets.shapes import example

USER = {"role": "user", "content": "q"}
ASSISTANT = {"role": "assistant", "content": "a"}
TEXT_PART = [{"type": "text", "text": "q"}]
PICTURE = [*TEXT_PART, {"type": "image_url", "image_url": {"url": "https://x/y.png"}}]
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}

Q = (("u", "q"),)

SHAPES = {
    "openai-chat": ({"messages": [USER, ASSISTANT]}, "openai_chat", Q, "a"),
    "developer-is-system": (
        {"messages": [{"role": "developer", "content": "s"}, USER, ASSISTANT]},
        "openai_chat",
        Q,
        "a",
    ),
    "weights": (
        {
            "messages": [
                USER,
                {"role": "assistant", "content": "draft", "weight": 0},
                {"role": "user", "content": "again"},
                {"role": "assistant", "content": "a", "weight": 1},
                {"role": "assistant", "content": "unused", "weight": 0},
            ]
        },
        "openai_chat",
        (("u", "q"), ("a", "draft"), ("u", "again")),
        "a",
    ),
    "tool-calls": (
        {
            "messages": [USER, {"role": "assistant", "content": None, "tool_calls": [CALL]}],
            "tools": [{"type": "function"}],
        },
        "openai_chat",
        Q,
        '\0[[{"function": {"arguments": "{}", "name": "f"}, "type": "function"}]]',
    ),
    "tool-turn": (
        {"messages": [USER, {"role": "tool", "content": "42"}, ASSISTANT]},
        "openai_chat",
        (("u", "q"), ("t", "42")),
        "a",
    ),
    "list-content": (
        {"messages": [{"role": "user", "content": TEXT_PART}, ASSISTANT]},
        "openai_chat",
        Q,
        "a",
    ),
    "openai-vision": (
        {"messages": [{"role": "user", "content": PICTURE}, ASSISTANT]},
        "openai_vision",
        (("u", 'q\0[{"image_url": {"url": "https://x/y.png"}, "type": "image_url"}]'),),
        "a",
    ),
    "openai-dpo": (
        {
            "input": {"messages": [USER], "tools": [], "parallel_tool_calls": True},
            "preferred_output": [ASSISTANT],
            "non_preferred_output": [{"role": "assistant", "content": "b"}],
        },
        "openai_dpo",
        Q,
        "a",
    ),
    "openai-rft": (
        {"messages": [USER], "reference": 7},
        "openai_rft",
        Q,
        '{"reference": 7}',
    ),
    "bedrock-rft": (
        {"messages": [USER], "reference_answer": {"x": 1}},
        "bedrock_rft",
        Q,
        '{"reference_answer": {"x": 1}}',
    ),
    "gemini": (
        {
            "systemInstruction": {"role": "system", "parts": [{"text": "s"}]},
            "contents": [
                {"role": "user", "parts": [{"text": "q"}]},
                {"role": "model", "parts": [{"text": "a"}]},
            ],
        },
        "gemini_sft",
        Q,
        "a",
    ),
    "gemini-dpo": (
        {
            "contents": [{"role": "user", "parts": [{"text": "q"}]}],
            "completions": [
                {"score": 0, "completion": {"role": "model", "parts": [{"text": "b"}]}},
                {"score": 1, "completion": {"role": "model", "parts": [{"text": "a"}]}},
            ],
        },
        "gemini_dpo",
        Q,
        "a",
    ),
    "gemini-rft": (
        {"contents": [{"parts": [{"text": "q"}]}], "references": {"gold": "a"}},
        "gemini_rft",
        Q,
        '{"gold": "a"}',
    ),
    "bedrock-claude": (
        {"system": "s", "messages": [USER, ASSISTANT]},
        "bedrock_claude",
        Q,
        "a",
    ),
    "bedrock-converse": (
        {
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": "s"}],
            "messages": [
                {"role": "user", "content": [{"text": "q"}]},
                {"role": "assistant", "content": [{"text": "a"}]},
            ],
        },
        "bedrock_converse",
        Q,
        "a",
    ),
    "cohere": (
        {
            "messages": [
                {"role": "System", "content": "s"},
                {"role": "User", "content": "q"},
                {"role": "Chatbot", "content": "a"},
            ]
        },
        "cohere_chat",
        Q,
        "a",
    ),
    "prompt-completion": ({"prompt": "q", "completion": "a"}, "prompt_completion", Q, "a"),
    "prompt-completion-turns": (
        {"prompt": [USER], "completion": [ASSISTANT]},
        "prompt_completion",
        Q,
        "a",
    ),
    "tokens": (
        {"input_ids": [1, 2, 3], "labels": [-100, 2, 3]},
        "tokens",
        (("u", "[1]"),),
        "[2, 3]",
    ),
    "alpaca": (
        {"instruction": "q", "input": "i", "output": "a", "text": "q i a"},
        "alpaca",
        (("u", "q\ni"),),
        "a",
    ),
    "alpaca-history": (
        {"instruction": "q", "output": "a", "history": [["q0", "a0"]], "system": "s"},
        "alpaca",
        (("u", "q0"), ("a", "a0"), ("u", "q")),
        "a",
    ),
    "sharegpt": (
        {
            "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}],
            "system": "s",
        },
        "sharegpt",
        Q,
        "a",
    ),
    "sharegpt-call": (
        {
            "conversations": [
                {"from": "human", "value": "q"},
                {"from": "function_call", "value": "f()"},
                {"from": "observation", "value": "42"},
                {"from": "gpt", "value": "a"},
            ]
        },
        "sharegpt",
        (("u", "q"), ("a", "f()"), ("t", "42")),
        "a",
    ),
    "conversation-with-roles": ({"conversations": [USER, ASSISTANT]}, "sharegpt", Q, "a"),
    "labelled-text": ({"text": "q", "label": 1}, "labelled_text", Q, "1"),
    "templated-text": (
        {"text": "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\na<|im_end|>"},
        "text",
        (("u", "<|im_start|>user\nq<|im_end|>\n"),),
        "a",
    ),
    "preference": ({"prompt": "q", "chosen": "a", "rejected": "b"}, "preference", Q, "a"),
    "preference-turns": (
        {
            "prompt": [USER],
            "chosen": [ASSISTANT],
            "rejected": [{"role": "assistant", "content": 1}],
        },
        "preference",
        Q,
        "a",
    ),
    "implicit-preference": (
        {
            "chosen": [USER, ASSISTANT],
            "rejected": [USER, {"role": "assistant", "content": "b"}],
        },
        "preference",
        Q,
        "a",
    ),
    "implicit-preference-text": (
        {"chosen": "\n\nHuman: q\n\nAssistant: a", "rejected": "\n\nHuman: q\n\nAssistant: b"},
        "preference",
        (("u", "\n\nHuman: q"),),
        "a",
    ),
    "kto": ({"prompt": "q", "completion": "a", "label": True}, "kto", Q, "a"),
    "kto-sharegpt": (
        {
            "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}],
            "kto_tag": False,
        },
        "kto",
        Q,
        "a",
    ),
    "stepwise": (
        {"prompt": "q", "completions": ["x", "y"], "labels": [True, False]},
        "stepwise",
        Q,
        "x\ny",
    ),
    "lf-preference": (
        {"instruction": "q", "chosen": "a", "rejected": "b"},
        "lf_preference",
        Q,
        "a",
    ),
    "lf-preference-sharegpt": (
        {
            "conversations": [{"from": "human", "value": "q"}],
            "chosen": {"from": "gpt", "value": "a"},
            "rejected": {"from": "gpt", "value": "b"},
        },
        "lf_preference",
        Q,
        "a",
    ),
    "question-answer": ({"question": "q", "answer": "a"}, "question_answer", Q, "a"),
    "squad": (
        {"id": "1", "context": "c", "question": "q", "answers": {"text": ["a"]}},
        "question_answer",
        (("u", "q\nc"),),
        '["a"]',
    ),
    "openai-evals": (
        {"input": [{"role": "system", "content": "s"}, USER], "ideal": "a"},
        "question_answer",
        Q,
        "a",
    ),
    "pair": ({"sentence1": "q", "sentence2": "a", "score": 0.5}, "pair", Q, "a"),
}


@pytest.mark.parametrize(("record", "shape", "prompt", "answer"), SHAPES.values(), ids=list(SHAPES))
def test_a_shape(
    record: dict[str, object], shape: str, prompt: tuple[tuple[str, str], ...], answer: str
) -> None:
    found = example(record)

    assert isinstance(found, Example), found
    assert (found.shape, found.prompt, found.answer) == (shape, prompt, answer)
    assert found.lacks == ""


JUDGED = {
    "openai-dpo",
    "gemini-dpo",
    "preference",
    "preference-turns",
    "implicit-preference",
    "implicit-preference-text",
    "kto",
    "kto-sharegpt",
    "stepwise",
    "lf-preference",
    "lf-preference-sharegpt",
}


@pytest.mark.parametrize("name", SHAPES)
def test_which_shapes_hold_a_judgement(name: str) -> None:
    found = example(SHAPES[name][0])

    assert isinstance(found, Example)
    assert found.judged is (name in JUDGED)


@pytest.mark.parametrize(
    "name",
    [
        *("developer-is-system", "gemini", "bedrock-claude", "bedrock-converse", "cohere"),
        *("sharegpt", "alpaca-history", "openai-evals"),
    ],
)
def test_the_words_of_the_system_stand_apart(name: str) -> None:
    found = example(SHAPES[name][0])

    assert isinstance(found, Example)
    assert found.system == "s"


LACKING = {
    "text": ({"text": "words"}, "`text` alone, in which nothing is marked as the answer"),
    "tokens": (
        {"input_ids": [1, 2]},
        "`input_ids` alone, in which nothing is marked as the answer",
    ),
    "prompt-only": ({"prompt": "q"}, "it has a prompt and no answer"),
    "empty-output": ({"instruction": "q", "output": " "}, "its answer is empty"),
    "null-completion": ({"prompt": "q", "completion": None}, "its answer is empty"),
    "nan-answer": ({"question": "q", "answer": float("nan")}, "its answer is empty"),
    "no-assistant": ({"messages": [USER]}, "it has no assistant turn"),
    "no-messages": ({"messages": []}, "it has no assistant turn"),
    "no-weight": (
        {"messages": [USER, {**ASSISTANT, "weight": 0}]},
        "every assistant turn has weight 0",
    ),
    "empty-turn": (
        {"messages": [USER, {"role": "assistant", "content": "\n"}, USER, ASSISTANT]},
        "an assistant turn is empty",
    ),
    "same-pair": (
        {"prompt": "q", "chosen": "a", "rejected": "a"},
        "both answers of its pair are the same",
    ),
    "half-pair": (
        {"prompt": "q", "chosen": "a", "rejected": ""},
        "one answer of its pair is empty",
    ),
}


@pytest.mark.parametrize(("record", "why"), LACKING.values(), ids=list(LACKING))
def test_a_record_without_an_answer(record: dict[str, object], why: str) -> None:
    found = example(record)

    assert isinstance(found, Example)
    assert found.lacks == why


BAD = {
    "unknown-keys": (
        {"b": 1, "a": 2},
        "it fits no known shape of records (its keys: `a`, `b`)",
    ),
    "no-keys": ({}, "it fits no known shape of records (its keys: none)"),
    "messages-no-list": ({"messages": "hi"}, "its turns are no list"),
    "turn-no-object": ({"messages": ["hi"]}, "a turn is no object"),
    "no-role": ({"messages": [{"content": "hi"}]}, "a turn has no `role`"),
    "unknown-role": ({"messages": [{"role": "narrator"}]}, "unknown role `narrator`"),
    "odd-role": ({"messages": [{"role": [1]}]}, "unknown role `[1]`"),
    "conversations-no-list": ({"conversations": 1}, "its turns are no list"),
    "contents-no-list": ({"contents": "q"}, "`contents` is no list"),
    "claude-order": (
        {"system": "s", "messages": [USER, USER, ASSISTANT]},
        "its turns do not go user, assistant, ..., assistant",
    ),
    "chosen-alone": ({"chosen": "a"}, "it has `chosen` and no `rejected`"),
    "pair-without-prompt": (
        {"chosen": "a", "rejected": "b"},
        "it has a judged pair and no prompt",
    ),
    "dpo-input": ({"input": "q", "preferred_output": []}, "its `input` is no object"),
    "equal-scores": (
        {
            "contents": [{"parts": [{"text": "q"}]}],
            "completions": [{"score": 1, "completion": {"role": "model", "parts": []}}] * 2,
        },
        "it has no two completions with different scores",
    ),
    "no-score": (
        {"contents": [{"parts": []}], "completions": [{}]},
        "a completion has no score",
    ),
    "stepwise-lengths": (
        {"prompt": "q", "completions": ["x"], "labels": []},
        "it has 1 `completions` and 0 `labels`",
    ),
    "input-ids": ({"input_ids": "1 2"}, "`input_ids` is no list"),
}


@pytest.mark.parametrize(("record", "why"), BAD.values(), ids=list(BAD))
def test_a_record_of_no_shape(record: dict[str, object], why: str) -> None:
    assert example(record) == Bad(why)


NOTES = {
    "starts-with-assistant": (
        [ASSISTANT, USER, ASSISTANT],
        "the first turn is of `assistant`",
    ),
    "two-users": ([USER, USER, ASSISTANT], "two `user` turns follow each other"),
    "late-system": (
        [USER, {"role": "system", "content": "s"}, ASSISTANT],
        "a system turn comes after others",
    ),
    "in-order": ([USER, ASSISTANT, USER, ASSISTANT], ""),
}


@pytest.mark.parametrize(("turns", "note"), NOTES.values(), ids=list(NOTES))
def test_the_order_of_turns(turns: list[object], note: str) -> None:
    found = example({"messages": turns})

    assert isinstance(found, Example)
    assert found.note == note


COLUMNS = {
    "llama-factory": (
        Columns(prompt="ask", query="about", answer="reply", system="sys", only=True),
        {"ask": "q", "about": "x", "reply": "a", "sys": "s", "text": "ignored"},
        Example("alpaca", (("u", "q\nx"),), "a", "s"),
    ),
    "llama-factory-tags": (
        Columns(
            messages="dialog",
            role="who",
            content="said",
            roles=(("customer", "user"), ("agent", "assistant")),
        ),
        {"dialog": [{"who": "customer", "said": "q"}, {"who": "agent", "said": "a"}]},
        Example("openai_chat", Q, "a"),
    ),
    "axolotl-roles": (
        Columns(roles=(("customer", "user"),)),
        {"conversations": [{"from": "customer", "value": "q"}, {"from": "gpt", "value": "a"}]},
        Example("openai_chat", Q, "a"),
    ),
    "ranking": (
        Columns(prompt="ask", chosen="good", rejected="poor"),
        {"ask": "q", "good": "a", "poor": "b"},
        Example("lf_preference", Q, "a", other="b", judged=True),
    ),
    "ranking-turns": (
        Columns(messages="dialog", chosen="good", rejected="poor", role="from", content="value"),
        {
            "dialog": [{"from": "human", "value": "q"}],
            "good": {"from": "gpt", "value": "a"},
            "poor": {"from": "gpt", "value": "b"},
        },
        Example("lf_preference", Q, "a", other="b", judged=True),
    ),
    "text-field": (
        Columns(text="body"),
        {"body": "words", "id": 3},
        Example("text", (("u", "words"),), "", lacks=LACKING["text"][1]),
    ),
}


@pytest.mark.parametrize(("columns", "record", "wanted"), COLUMNS.values(), ids=list(COLUMNS))
def test_columns_that_a_tuning_file_names(
    columns: Columns, record: dict[str, object], wanted: Example
) -> None:
    row = usual(record, columns)

    assert not isinstance(row, Bad)
    assert example(row) == wanted


def test_a_column_that_is_not_there() -> None:
    assert usual({"question": "q"}, Columns(prompt="ask")) == Bad(
        "it has no `ask`, which the tuning file names"
    )
