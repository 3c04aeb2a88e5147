"""Data files made to break what reads them: a reason, in bounded space, and never a traceback."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import sys
import tracemalloc
from collections.abc import Callable

import pytest

from ftpolicy.evidence.datasets import (
    arrow_rows,
    decode,
    digests,
    json_document,
    jsonl,
    parquet_footer,
)
from ftpolicy.evidence.datasets import stream as streams
from ftpolicy.evidence.datasets.budget import Budget, Unread
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.model.detection import Profile
from tests.evidence.counting import chat, count_of, counted, lines, why
from tests.evidence.test_containers import arrow_stream, parquet, zstd

MIB = 1 << 20
DAMAGED = "its compressed data ends early or is damaged"


def gzip_bomb(size: int) -> bytes:
    return gzip.compress(b" " * size, mtime=0)


class Endless(io.RawIOBase):
    """So many bytes of one letter, then these, made as they are read."""

    def __init__(self, size: int, last: bytes) -> None:
        self._left, self._last = size, last

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        if not count:
            count, part = min(len(buffer), len(self._last)), self._last
            buffer[:count], self._last = part[:count], part[count:]
            return count
        buffer[:count] = b"x" * count
        self._left -= count
        return count


def test_a_line_over_the_limit_is_not_held() -> None:
    stream = io.BufferedReader(Endless(64 * MIB, b'\n{"prompt": "q"}\n'))
    tracemalloc.start()
    try:
        found = list(jsonl.lines(stream, longest=MIB))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == [(1, Bad("its line is longer than 1 MiB")), (2, {"prompt": "q"})]
    assert peak < 8 * MIB


def test_a_value_over_the_limit_is_not_held() -> None:
    data = io.BufferedReader(io.BytesIO(b'[{"prompt": "' + b"x" * 12 * MIB + b'"}]'))
    found = list(json_document.elements(data, longest=4 * MIB))

    assert found == [(1, Bad("a value is longer than 4 MiB, and what follows was not read"))]


def test_a_row_of_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MOST_VALUES", 1000)
    row = b'{"a": [' + b"{}," * 1_000_000 + b"{}]}"

    assert decode.slow_row(row) == decode.reader()(row)
    assert isinstance(decode.slow_row(row), Bad)
    found = list(json_document.elements(io.BufferedReader(io.BytesIO(b"[" + row + b"]"))))
    assert [line for line, _ in found] == [1]
    assert isinstance(found[0][1], Bad)


def test_a_truncated_gzip() -> None:
    rng = random.Random(1)  # noqa: S311
    rows = [chat(f"q {rng.random()}", "a") for _ in range(6_000)]
    packed = gzip.compress(lines(rows), mtime=0)

    assert why(packed[: len(packed) // 2], "a.jsonl.gz") == DAMAGED
    assert why(packed[:-4], "a.jsonl.gz") == DAMAGED


DAMAGED_GZIP = {
    "checksum": gzip.compress(b'{"a": 1}\n', mtime=0)[:-8] + b"\0" * 8,
    "head-alone": b"\x1f\x8b\x08\0\0\0\0\0\0\0",
    "method": b"\x1f\x8b\x07\0\0\0\0\0\0\0" + b"\0" * 20,
    "rubbish": b"\x1f\x8b\x08\0\0\0\0\0\0\0" + b"\xff" * 50,
    "rubbish-after": gzip.compress(b'{"a": 1}\n', mtime=0) + b"rubbish",
}


@pytest.mark.parametrize("data", DAMAGED_GZIP.values(), ids=list(DAMAGED_GZIP))
def test_a_damaged_gzip(data: bytes) -> None:
    assert "compressed data" in why(data, "a.jsonl.gz")


def test_a_gzip_of_several_members() -> None:
    two = gzip.compress(lines([chat("q", "a")])) + gzip.compress(lines([chat("r", "a")]))

    assert count_of(two, "a.jsonl.gz").distinct == 2


def test_a_gzip_bomb_is_stopped_by_its_ratio() -> None:
    budget = Budget()
    found = counted({"a.jsonl.gz": gzip_bomb(64 * MIB)}, budget=budget)

    assert found.why == "`a.jsonl.gz`: it unpacks to more than 200 times its size"
    assert Budget().bytes - budget.bytes < 32 * MIB


def test_a_gzip_bomb_in_a_gzip_is_no_data() -> None:
    assert why(gzip.compress(gzip_bomb(64 * MIB)), "a.jsonl.gz") == (
        "it is binary and no Parquet or Arrow file"
    )


def test_a_gzip_is_stopped_by_the_budget() -> None:
    rows = lines(chat(f"q{number}", "a") for number in range(15_000))
    found = counted({"a.gz": gzip.compress(rows, mtime=0)}, budget=Budget(bytes=MIB))

    assert (found.count, found.rows) == (None, None)
    assert found.why == "`a.gz`: the budget of 1 MiB for the data of a run is spent"


def test_a_zstd_bomb() -> None:
    told = why(zstd(b" " * 64 * MIB), "a.jsonl.zst")

    assert told == "it unpacks to more than 200 times its size"


@pytest.mark.parametrize("cut", [20, -1], ids=["start", "end"])
def test_a_truncated_zstd(cut: int) -> None:
    rng = random.Random(1)  # noqa: S311
    packed = zstd(lines(chat(f"q {rng.random()}", "a") for _ in range(9_000)))

    assert why(packed[:cut], "a.jsonl.zst") == DAMAGED


def test_a_damaged_zstd() -> None:
    assert why(zstd(b"{}")[:4] + b"\xff" * 30, "a.jsonl.zst") == DAMAGED


class Failing(io.RawIOBase):
    """A file on a disk that fails."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise OSError(5, os.strerror(5))


def test_a_disk_that_fails() -> None:
    metered = streams.Metered(Failing(), Budget())  # type: ignore[arg-type]

    with pytest.raises(Unread, match=r"^it cannot be read: Input/output error$"):
        metered.read(10)


ODD_RECORDS = {
    "keys-alone": {"messages": None, "prompt": None},
    "everything-null": dict.fromkeys(
        ("messages", "conversations", "contents", "prompt", "chosen", "rejected", "text"), None
    ),
    "turns-of-turns": {"messages": [[{"role": "user"}]]},
    "numbers": {"messages": [1, 2]},
    "role-object": {"messages": [{"role": {"a": 1}, "content": "x"}]},
    "content-number": {"messages": [{"role": "user", "content": 1}]},
    "content-of-odd-parts": {"messages": [{"role": "user", "content": [None, 1, [2], {}]}]},
    "calls-number": {"messages": [{"role": "assistant", "content": "", "tool_calls": 7}]},
    "conversation-of-text": {"conversations": ["hi"]},
    "parts-number": {"contents": [{"role": "model", "parts": 3}]},
    "contents-of-text": {"contents": ["hi"]},
    "completions-of-text": {"contents": [], "completions": ["x", "y"]},
    "score-text": {"contents": [], "completions": [{"score": "1", "completion": {}}] * 2},
    "completion-no-turn": {"contents": [], "completions": [{"score": 1, "completion": 3}] * 2},
    "chosen-number": {"prompt": 1, "chosen": 2, "rejected": 3},
    "chosen-mixed": {"chosen": [{"role": "user", "content": "q"}], "rejected": "b"},
    "chosen-text-and-list": {"chosen": "\n\nAssistant: a", "rejected": []},
    "dpo": {"input": {}, "preferred_output": 1},
    "dpo-turns": {"input": {"messages": [7]}, "preferred_output": [7]},
    "history": {"instruction": "q", "output": "a", "history": [1, [2], [3, 4]]},
    "system-number": {"messages": [], "system": 5, "schemaVersion": 1},
    "system-list": {"contents": [], "systemInstruction": [1]},
    "prompt-of-objects": {"prompt": [{"a": 1}], "completion": [{"b": 2}]},
    "labels-differ": {"input_ids": [1], "labels": [1, 2]},
    "stepwise-objects": {"prompt": "q", "completions": [{}], "labels": [None]},
    "surrogates": {"prompt": "\udc80", "completion": "\ud800 \udfff"},
    "nul": {"prompt": "\0", "completion": "\0\0"},
    "white-space-of-unicode": {"prompt": "\u2003\u3000", "completion": "\u200b"},
    "keys-of-odd-letters": {"\udc80": 1, "\u202e": 2, "::error::": 3},
}


@pytest.mark.parametrize("record", ODD_RECORDS.values(), ids=list(ODD_RECORDS))
def test_an_odd_record_never_breaks_a_count(record: dict[str, object]) -> None:
    for profile in Profile:
        count = count_of(lines([record, record]), profile=profile)
        assert count.rows == 2


def test_white_space_without_end_is_folded_in_time() -> None:
    text = " \n" * MIB + "a" + "\t" * MIB + "b"

    assert digests.folded(text) == b"a b"


def with_footer(footer: bytes) -> bytes:
    return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


GROUPS = b"\x19\x1c\x36\x0a\x00"  # one row group of 5 rows: field 4 after 3
FOOTERS = {
    "says-more": (b"\x36\x14" + GROUPS + b"\0", "its footer states 10 rows and its row groups 5"),
    "negative": (b"\x36\x09" + GROUPS + b"\0", "its footer is damaged"),
    "no-rows": (GROUPS + b"\0", "its footer is damaged"),
    "cut-off": (b"\x36\x0a\x19\x1c", "its footer is damaged"),
    "empty": (b"", "its footer is damaged"),
    "endless-number": (b"\x36" + b"\xff" * 20, "its footer is damaged"),
    "endless-list": (b"\x19\xfc" + b"\xff" * 8 + b"\x7f", "its footer is damaged"),
    "long-text": (b"\x18\xff\xff\x7f", "its footer is damaged"),
    "deep": (b"\x1c" * 5000, "its footer is damaged"),
    "unknown-type": (b"\x1f\0", "its footer is damaged"),
}


@pytest.mark.parametrize(("footer", "told"), FOOTERS.values(), ids=list(FOOTERS))
def test_a_false_footer(footer: bytes, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert why(with_footer(footer), "a.parquet") == told


def test_a_footer_that_agrees_with_itself() -> None:
    assert parquet_footer.rows(io.BytesIO(with_footer(b"\x36\x0a" + GROUPS + b"\0"))) == 5


ENDS = {
    "short": (b"PAR1", "it is too short for Parquet"),
    "no-end": (
        b"PAR1" + b"\1" * 40,
        "it ends before its footer, or the footer is encrypted",
    ),
    "footer-longer-than-file": (
        b"PAR1" + struct.pack("<I", 1 << 31) + b"PAR1",
        "its footer is damaged",
    ),
}


@pytest.mark.parametrize(("data", "told"), ENDS.values(), ids=list(ENDS))
def test_a_parquet_file_that_ends_wrong(
    data: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert why(data, "a.parquet") == told


def told_or_rows(count: Callable[[], int]) -> str:
    """A number of rows, or why there is none."""
    try:
        rows = count()
    except Unread as error:
        return str(error)
    assert rows >= 0
    return str(rows)


def test_any_damage_to_a_footer_is_a_reason() -> None:
    whole = parquet([chat(f"q{number}", "a") for number in range(30)])
    start = len(whole) - 8 - struct.unpack("<I", whole[-8:-4])[0]
    rng = random.Random(2)  # noqa: S311
    for _ in range(300):
        data = bytearray(whole)
        data[rng.randrange(start, len(data))] = rng.randrange(256)
        assert told_or_rows(lambda data=bytes(data): parquet_footer.rows(io.BytesIO(data)))


def test_any_damage_to_a_file_is_a_reason() -> None:
    rng = random.Random(3)  # noqa: S311
    for whole, path in (
        (parquet([chat(f"q{number}", "a") for number in range(30)]), "a.parquet"),
        (arrow_stream([chat(f"q{number}", "a") for number in range(30)]), "a.arrow"),
    ):
        for _ in range(60):
            data = bytearray(whole)
            data[rng.randrange(8, len(data))] = rng.randrange(256)
            found = counted({path: bytes(data[: rng.randrange(20, len(data))])})
            assert found.count is not None or found.why


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_any_damage_to_arrow_is_a_reason_without_the_extra(kind: str) -> None:
    whole = arrow_stream([chat(f"q{number}", "a") for number in range(30)], kind)
    rng = random.Random(4)  # noqa: S311
    for _ in range(400):
        data = bytearray(whole)
        data[rng.randrange(len(data))] = rng.randrange(256)
        end = rng.choice((len(data), rng.randrange(len(data)) + 1))
        stream = io.BufferedReader(io.BytesIO(bytes(data[:end])))
        assert told_or_rows(lambda stream=stream: arrow_rows.rows(stream))


def test_random_bytes_are_never_counted_with_a_traceback() -> None:
    rng = random.Random(5)  # noqa: S311
    starts = (b"", b"{", b"[", b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff", b"\x1f\x8b\x08")
    for number in range(300):
        data = starts[number % len(starts)] + rng.randbytes(rng.randrange(200))
        found = counted({"a.json": data})
        assert found.count is not None or found.why


def test_a_cut_in_the_middle_leaves_no_count_behind() -> None:
    good = lines([chat("q", "a")])
    packed = gzip.compress(lines(chat(f"q {n}", "a") for n in range(9_000)))
    found = counted({"a.jsonl": good, "b.jsonl.gz": packed[:-9]})

    assert (found.count, tuple(found.keys)) == (None, ())
    assert found.why == f"`b.jsonl.gz`: {DAMAGED}"
    assert [one.rows for one in found.parts] == [1, None]


def test_a_file_that_does_not_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(jsonl, "lines", refuse)

    assert why(lines([chat("q", "a")])) == "it does not fit into memory"
