"""What fuzzing found once: each input stays here."""

from __future__ import annotations

import struct

import pytest

from ftpolicy.model.finding import Waiver
from ftpolicy.model.source import Language, Location, Parsed, SourceFile
from ftpolicy.parse.parsed import parse
from ftpolicy.policy.insert import into_yaml
from tests.evidence.counting import count_of, counted, faults
from tests.evidence.test_containers import arrow_stream, parquet
from tests.fuzz.promise import held, refused

UNFIT = "a value is damaged, not UTF-8 or out of range"


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_a_text_in_arrow_that_is_no_text(kind: str) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": f"question {number}", "completion": "a"} for number in range(5)
    ]
    data = arrow_stream(rows, kind).replace(b"question 3", b"quest\xa5on 3")
    count = count_of(data, "a.arrow")
    assert (count.rows, count.distinct) == (5, 4)
    assert faults(count) == [(4, UNFIT)]


def test_a_length_in_arrow_that_leads_out_of_the_file() -> None:
    rows: list[dict[str, object]] = [{"prompt": f"question {n}", "completion": "a"} for n in (1, 2)]
    data = arrow_stream(rows)
    lengths = struct.pack("<3i", 0, 10, 20)
    assert data.count(lengths) == 1
    found = counted({"a.arrow": data.replace(lengths, struct.pack("<3i", 0, 10, -7))})
    assert found.count is not None
    assert faults(found.count) == [(2, UNFIT)]


def test_a_text_in_parquet_that_is_no_text() -> None:
    rows: list[dict[str, object]] = [{"prompt": f"question {n}", "completion": "a"} for n in (1, 2)]
    data = parquet(rows, compression="none", use_dictionary=False, write_statistics=False)
    count = count_of(data.replace(b"question 2", b"quest\xa5on 2"), "a.parquet")
    assert faults(count) == [(2, UNFIT)]


def test_a_column_in_parquet_whose_name_is_no_text() -> None:
    data = parquet([{"prompt": "q", "completion": "a"}], compression="none")
    found = counted({"a.parquet": data.replace(b"prompt", b"pr\xa1mpt")})
    assert found.count is None
    assert found.why.startswith("`a.parquet`: it does not read as Parquet: ")


def test_a_moment_in_arrow_that_no_calendar_has() -> None:
    arrow = pytest.importorskip("pyarrow")
    late = arrow.array([0, 1 << 60], arrow.int64()).cast(arrow.timestamp("s"))
    table = arrow.table({"prompt": ["q", "r"], "completion": ["a", "b"], "at": late})
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    count = count_of(sink.getvalue().to_pybytes(), "a.arrow")
    assert (count.rows, count.distinct) == (2, 1)
    assert faults(count) == [(2, UNFIT)]


def test_a_tab_in_a_policy_that_one_loader_takes() -> None:
    waiver = Waiver("FT203", ("a/**",), "pilot", "@dana", "2027-01-31", Location("a"))
    assert into_yaml("vee:1 \t: \tx", waiver) is None


BROKEN = "<<<<<<< ours\n{0}=======\n{0}>>>>>>> theirs\n"
UNREADABLE = {
    "a notebook": ("run.ipynb", '{"cells": [{"source": ["from trl import SFTTrainer, SFTConfig"\n'),
    "a workflow": (
        "tune.yml",
        BROKEN.format("jobs:\n  a:\n    steps:\n      - run: litgpt finetune_lora acme/house-1b\n"),
    ),
    "a config of no framework": (
        "configs/train.yaml",
        BROKEN.format(
            "model: {name: acme/house-8b}\nlora: {r: 16, alpha: 32}\n"
            "data: {train_path: a.jsonl}\ntraining: {epochs: 3, learning_rate: 2e-4}\n"
        ),
    ),
}


@pytest.mark.parametrize(("path", "text"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_carries_a_run_and_cannot_be_read(path: str, text: str) -> None:
    assert not held(path, text.encode())
    assert held(path, text.encode(), broken=True)
    assert refused(path, text.encode())


def test_utf16_without_a_mark_is_not_passed_over() -> None:
    text = '{"model_name_or_path": "acme/house", "stage": "sft", "do_train": true, "dataset": "a"}'
    assert held("a.json", text.encode())
    assert held("a.json", text.encode("utf-16-le"), broken=True)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_shell_joins_a_word_that_a_line_end_cuts(end: str) -> None:
    parsed = parse(
        SourceFile("a.sh", f"litg\\{end}pt \\{end}  finetune\n".encode()), Language.SHELL
    )
    assert isinstance(parsed, Parsed)
    assert [one.words for one in parsed.commands] == [("litgpt", "finetune")]
