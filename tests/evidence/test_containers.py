"""Every container and every counting trap: the rows and the lines they stand on."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable

import pytest

from ftpolicy.evidence.datasets import table
from ftpolicy.evidence.datasets.part import Part, Slice
from ftpolicy.evidence.datasets.row import Bad
from ftpolicy.model.detection import Profile
from tests.evidence.counting import chat, count_of, counted, faults, lines, why

GOOD = [chat(f"question {number}", f"answer {number}") for number in range(3)]
BOM = b"\xef\xbb\xbf"


def pretty(value: object, indent: int = 2) -> bytes:
    return json.dumps(value, indent=indent).encode()


TEXTS: dict[str, tuple[str, bytes, int]] = {
    "jsonl": ("a.jsonl", lines(GOOD), 3),
    "jsonl-under-another-name": ("a.data", lines(GOOD), 3),
    "jsonl-named-json": ("a.json", lines(GOOD), 3),
    "jsonl-without-last-line-end": ("a.jsonl", lines(GOOD).rstrip(), 3),
    "jsonl-crlf": ("a.jsonl", lines(GOOD).replace(b"\n", b"\r\n"), 3),
    "jsonl-bom": ("a.jsonl", BOM + lines(GOOD), 3),
    "jsonl-bom-and-blank-line": ("a.jsonl", BOM + b"\n" + lines(GOOD), 3),
    "one-record": ("a.jsonl", lines(GOOD[:1]), 1),
    "empty": ("a.jsonl", b"", 0),
    "blank": ("a.jsonl", b"\n \r\n\n", 0),
    "array": ("a.json", json.dumps(GOOD).encode(), 3),
    "array-named-jsonl": ("a.jsonl", json.dumps(GOOD).encode(), 3),
    "array-pretty": ("a.json", pretty(GOOD), 3),
    "array-bom": ("a.json", BOM + pretty(GOOD), 3),
    "array-empty": ("a.json", b"[]", 0),
    "list-under-a-key": ("a.json", json.dumps({"version": 1, "data": GOOD}).encode(), 3),
    "list-under-a-key-pretty": ("a.json", pretty({"version": "1", "data": GOOD, "x": {}}), 3),
    "list-under-a-key-without-indent": ("a.json", pretty({"data": GOOD}, 0), 3),
    "pretty-records": ("a.json", b"\n".join(map(pretty, GOOD)), 3),
    "one-pretty-record": ("a.json", pretty(GOOD[0]), 1),
    "record-with-other-key-first": ("a.json", pretty({"id": [1], **GOOD[0]}), 1),
    "csv": ("a.csv", b"prompt,completion\nq,a\nr,b\n", 2),
    "csv-embedded-line-ends": ("a.csv", b'prompt,completion\n"q\n\n1","a\r\nb"\nr,b\n', 2),
    "csv-semicolons": ("a.csv", b"prompt;completion\nq;a\n", 1),
    "csv-tabs": ("a.csv", b"prompt\tcompletion\nq\ta\n", 1),
    "csv-bom": ("a.csv", BOM + b"prompt,completion\nq,a\n", 1),
    "csv-blank-lines": ("a.csv", b"prompt,completion\n\nq,a\n\n", 1),
    "csv-header-alone": ("a.csv", b"prompt,completion\n", 0),
    "csv-empty": ("a.csv", b"", 0),
    "csv-quotes": ("a.csv", b'prompt,completion\n"say ""q""","a, b"\n', 1),
    "csv-starting-with-a-bracket": ("a.csv", b"prompt,completion\n[x],{y}\n", 1),
    "csv-with-a-bracket-first": ("a.csv", b"[prompt],completion\n", 0),
    "tsv": ("a.tsv", b"prompt\tcompletion\nq, r\ta\n", 1),
}


@pytest.mark.parametrize(("path", "data", "rows"), TEXTS.values(), ids=list(TEXTS))
def test_the_rows_of_a_text(path: str, data: bytes, rows: int) -> None:
    count = count_of(data, path)

    assert (count.rows, count.distinct, count.bad, count.faults) == (rows, rows, 0, ())


@pytest.mark.parametrize("name", TEXTS)
def test_a_compressed_text_has_the_same_rows(name: str) -> None:
    path, data, rows = TEXTS[name]
    count = count_of(gzip.compress(data, mtime=0), f"{path}.gz")

    assert (count.rows, count.distinct) == (rows, rows)


def test_trap_1_lines_are_not_rows() -> None:
    data = lines(GOOD) + b'{"messages": [\n\n\n{"prompt": "q", "completion": "a"}'
    count = count_of(data)

    assert (count.rows, count.bad, count.distinct) == (5, 1, 4)
    assert faults(count)[0] == (4, "it does not parse: expecting value")


@pytest.mark.parametrize("host", ["git-lfs.github.com", "hawser.github.com"])
@pytest.mark.parametrize("path", ["a.jsonl", "a.csv", "a.txt", "a.parquet"])
def test_trap_2_a_pointer_is_not_three_rows(path: str, host: str) -> None:
    pointer = f"version https://{host}/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"

    assert why(pointer, path) == "it is a git-lfs pointer, not the data"


def test_trap_4_only_a_line_feed_ends_a_line() -> None:
    text = "one\u2028two\u0085three\x1dfour\u2029five"
    data = json.dumps(chat(text, "a"), ensure_ascii=False).encode() + b"\n"

    assert count_of(data).distinct == 1
    assert count_of(f"prompt,completion\n{text},a\n", "a.csv").distinct == 1


@pytest.mark.parametrize(("key", "rows"), [("train", 2), ("test", 1)], ids=["named", "another"])
def test_trap_5_a_list_under_a_named_key(key: str, rows: int) -> None:
    data = {"info": {"train": 0}, "train": GOOD[:2], "test": GOOD[2:], "messages": []}
    for text in (json.dumps(data), pretty(data)):
        found = counted({"a.json": text}, Part("a.json", key=key))
        assert found.count is not None
        assert found.count.distinct == rows


def test_a_named_key_that_is_not_there() -> None:
    found = counted({"a.json": pretty({"data": GOOD})}, Part("a.json", key="train"))

    assert found.count is None
    assert found.why == "`a.json`: it has no list under `train`"


def test_trap_6_a_repeated_column_is_read_once() -> None:
    count = count_of(b"prompt,completion,completion\nq,a,\n", "a.csv")

    assert (count.distinct, count.unanswered) == (1, 0)


ODD_TABLES = {
    "too-many-cells": (b"prompt,completion\nq,a,x\nr,b\n", 2, "it has 3 cells under 2 columns"),
    "missing-cell": (b"prompt,completion\nr,b\nq\n", 3, "its answer is empty"),
    "not-utf-8": (b"prompt,completion\nr,b\ncaf\xe9,a\n", 3, "it is not UTF-8 (byte `0xe9`)"),
    "old-mac": (b"prompt,completion\nr,b\nq,a\rx,y\n", 3, "it does not parse: "),
}


@pytest.mark.parametrize(("data", "line", "told"), ODD_TABLES.values(), ids=list(ODD_TABLES))
def test_an_odd_row_of_a_table(data: bytes, line: int, told: str) -> None:
    count = count_of(data, "a.csv")

    assert (count.distinct, count.rows) == (1, 2)
    assert count.faults[0].line == line
    assert count.faults[0].what.startswith(told)


def test_the_line_of_a_row_that_spans_lines() -> None:
    count = count_of(b'prompt,completion\n"q\n\n",a\nx,\n', "a.csv")

    assert faults(count) == [(5, "its answer is empty")]


@pytest.fixture(params=["orjson", "json"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both decoders: the one of the extra `fast`, and the standard library's."""
    name: str = request.param
    if name == "json":
        monkeypatch.setitem(sys.modules, "orjson", None)
    else:
        pytest.importorskip("orjson")
    return name


VALUES: dict[str, tuple[bytes, str]] = {
    "nan": (b'{"prompt": "q", "completion": "a", "x": NaN}', ""),
    "infinity": (b'{"prompt": "q", "completion": -Infinity}', ""),
    "nan-is-no-answer": (b'{"prompt": "q", "completion": NaN}', "its answer is empty"),
    "lone-surrogate": (b'{"prompt": "q\\ud800", "completion": "a"}', ""),
    "raw-surrogate": (
        b'{"prompt": "q\xed\xa0\x80", "completion": "a"}',
        "it is not UTF-8 (byte `0xed`)",
    ),
    "latin-1": (b'{"prompt": "caf\xe9", "completion": "a"}', "it is not UTF-8 (byte `0xe9`)"),
    "last-key-counts": (b'{"prompt": "q", "completion": "", "completion": "a"}', ""),
    "huge-integer": (b'{"prompt": "q", "completion": 18446744073709551616}', ""),
    "endless-integer": (b'{"prompt": "q", "completion": ' + b"1" * 5000 + b"}", ""),
    "huge-float": (b'{"prompt": "q", "completion": 1e400}', ""),
    "tab-in-string": (b'{"prompt": "\t"}', "it does not parse: invalid control character at"),
    "trailing-comma": (b'{"prompt": "q",}', "it does not parse: "),
    "two-values": (b'{"prompt": "q"} {}', "it does not parse: extra data"),
    "cut-off": (b'{"prompt": "q', "it does not parse: unterminated string starting at"),
    "list": (b"[1]", "it is a list, not an object"),
    "number": (b"17", "it is a number, not an object"),
    "null": (b"null", "it is null, not an object"),
    "true": (b"true", "it is a truth value, not an object"),
    "bom-inside": (BOM + b"{}", "it does not parse: "),
    "nested": (
        b'{"prompt": "q", "completion": ' + b"[" * 100 + b"]" * 100 + b"}",
        "it is nested deeper than 100 levels",
    ),
    "nested-too-deep-to-parse": (
        b'{"a": ' * 100_000,
        "it is nested deeper than 100 levels",
    ),
    "deep-enough": (
        b'{"prompt": "q", "completion": ' + b"[" * 99 + b"]" * 99 + b"}",
        "",
    ),
}


@pytest.mark.parametrize(("row", "told"), VALUES.values(), ids=list(VALUES))
def test_traps_3_and_7_decoders_agree(row: bytes, told: str, decoder: str) -> None:
    good = b'{"prompt": "other", "completion": "b"}'
    count = count_of(good + b"\n" + row + b"\n" + good + b"\n")

    assert decoder
    assert (count.rows, count.duplicates) == (3, 1)
    assert count.distinct == (2 if not told else 1)
    assert [row.line for row in count.faults] == ([2] if told else [])
    if told:
        assert count.faults[0].what.startswith(told)


def test_integers_beyond_64_bits_are_the_same_for_both_decoders(decoder: str) -> None:
    rows = b"".join(
        b'{"prompt": "q", "completion": %s}\n' % number
        for number in (b"18446744073709551616", b"18446744073709551617", b"1.8446744073709552e19")
    )

    assert decoder
    assert count_of(rows).distinct == 1


def test_trap_8_bad_rows_are_counted_with_their_lines() -> None:
    rows = [b"{" if number % 10 == 7 else lines(GOOD[:1]).strip() for number in range(400)]
    count = count_of(b"\n".join(rows))

    assert (count.rows, count.bad) == (400, 40)
    reason = "it does not parse: expecting property name enclosed in double quotes"
    assert faults(count)[:2] == [(8, f"{reason} (40 such rows)"), (18, reason)]


BROKEN_ARRAYS = {
    "cut-off": (b"it does not parse: unterminated string starting at", -5),
    "no-end": (b"it does not parse: it ends early where `,` should stand", -1),
}


@pytest.mark.parametrize(("told", "end"), BROKEN_ARRAYS.values(), ids=list(BROKEN_ARRAYS))
def test_an_array_that_breaks_off(told: bytes, end: int) -> None:
    count = count_of(json.dumps(GOOD).encode()[:end], "a.json")

    assert (count.bad, count.distinct) == (1, 3 if end == -1 else 2)
    assert count.faults[0].line == count.rows
    assert count.faults[0].what == f"{told.decode()}, and what follows was not read"


ARRAY_FAULTS = {
    "missing-comma": (b'[{"prompt": "q"} {}]', "unexpected `{` where `,` should stand"),
    "bare-word": (b"[{}, what]", "expecting value"),
    "trailing": (b"[] what", "unexpected `w`"),
    "key": (b'{"data": [{}], 1: 2}', "a key is no string"),
}


@pytest.mark.parametrize(("data", "told"), ARRAY_FAULTS.values(), ids=list(ARRAY_FAULTS))
def test_a_document_that_does_not_parse(data: bytes, told: str) -> None:
    count = count_of(data, "a.json")
    wanted = f"it does not parse: {told}, and what follows was not read"

    assert wanted in [row.what for row in count.faults]


def test_elements_are_read_across_windows() -> None:
    rows = [chat(f"{number} " + "x\u00e9 " * (number % 50) * 40, "a") for number in range(2000)]
    data = json.dumps(rows, ensure_ascii=False).encode()

    assert len(data) > 4 << 20
    assert count_of(data, "a.json").distinct == 2000


def test_an_element_longer_than_a_window() -> None:
    rows = [chat("a " * (1 << 21), "a"), chat("q", "a")]

    assert count_of(json.dumps(rows), "a.json").distinct == 2
    assert count_of(json.dumps({"data": rows}), "a.json").distinct == 2


def test_numbers_that_a_window_cuts() -> None:
    start = b'[{"prompt": "' + b"x" * ((1 << 20) - 45) + b'", "completion": '
    data = start + b"1234567890123456}]"
    count = count_of(data, "a.json")

    assert (count.rows, count.distinct, count.bad) == (1, 1, 0)


LINES_OR_DOCUMENT = {
    "broken-first-line": (b'{"messages": [\n' + lines(GOOD), (4, 1)),
    "broken-first-line-of-another-key": (b'{"id": "x\n' + lines(GOOD), (4, 1)),
    "one-line-around-a-list": (json.dumps({"rows": GOOD}).encode() + b"\n", (3, 0)),
    "one-broken-line": (b'{"messages": ', (1, 1)),
}


@pytest.mark.parametrize(
    ("data", "wanted"), LINES_OR_DOCUMENT.values(), ids=list(LINES_OR_DOCUMENT)
)
def test_lines_or_a_document(data: bytes, wanted: tuple[int, int]) -> None:
    count = count_of(data, "a.json")

    assert (count.rows, count.bad) == wanted


def test_a_first_record_longer_than_what_is_looked_at() -> None:
    long = chat("x " * 200_000, "a")
    for data, path in (
        (lines([long, *GOOD]), "a.jsonl"),
        (lines([{"data": [long, *GOOD]}]), "a.json"),
        (lines([{"id": 1, **long}, *GOOD]), "a.jsonl"),
    ):
        assert count_of(data, path).distinct == 4


def test_plain_text_has_a_document_on_each_line() -> None:
    count = count_of(b"one\n\ntwo words\ncaf\xe9\n", "a.txt", Profile.CONTINUED)

    assert (count.rows, count.bad, count.distinct) == (3, 1, 2)
    assert faults(count) == [(4, "it is not UTF-8 (byte `0xe9`)")]


def test_the_word_of_the_tuning_file_decides_where_the_name_does_not() -> None:
    found = counted({"data/train": b"prompt,completion\nq,a\n"}, Part("data/train", "csv"))

    assert found.count is not None
    assert found.count.distinct == 1


REFUSED = {
    "html": (b"<!DOCTYPE html><html>", "a.jsonl", "it is an HTML or XML page, not data"),
    "html-as-csv": (b"\n<HTML>\n", "a.csv", "it is an HTML or XML page, not data"),
    "binary": (b"\x01\x00\x02", "a.jsonl", "it is binary and no Parquet or Arrow file"),
    "utf-16": (
        "prompt,completion\n".encode("utf-16"),
        "a.csv",
        "it is UTF-16 or UTF-32; data files are UTF-8",
    ),
    "utf-16-without-mark": (
        '{"prompt": "q"}'.encode("utf-16-le"),
        "a.jsonl",
        "it is binary and no Parquet or Arrow file",
    ),
    "utf-32": (
        b"\0\0\xfe\xff" + "{}".encode("utf-32-be"),
        "a.jsonl",
        "it is UTF-16 or UTF-32; data files are UTF-8",
    ),
    "zip": (b"PK\x03\x04rest", "a.zip", "it is a zip archive; unpack it"),
    "xz": (b"\xfd7zXZ\0", "a.jsonl.xz", "it is compressed with xz; use gzip or zstd"),
    "bzip2": (b"BZh91AY", "a.jsonl.bz2", "it is compressed with bzip2; use gzip or zstd"),
    "annex": (b"/annex/objects/MD5-x", "a.jsonl", "it is a git-annex pointer, not the data"),
    "encrypted": (b"PARE....PARE", "a.parquet", "its footer is encrypted"),
    "prose": (
        b"Lorem ipsum\n",
        "a.data",
        "neither its content nor its name tells how it is to be read",
    ),
}


@pytest.mark.parametrize(("data", "path", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_data(data: bytes, path: str, told: str) -> None:
    assert why(data, path) == told


def test_the_long_line_of_a_table() -> None:
    stream = io.BytesIO(b"prompt,completion\nq,a\nr," + b"x" * 500 + b"\ns,b\n")
    found = list(table.records(stream, tabs=False, longest=100))

    assert found == [
        (2, {"prompt": "q", "completion": "a"}),
        (3, Bad("its line is longer than 0 MiB")),
        (4, {"prompt": "s", "completion": "b"}),
    ]


def zstd(data: bytes, frames: int = 1) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    size = -(-len(data) // frames)
    return b"".join(
        zstandard.ZstdCompressor().compress(data[at : at + size])
        for at in range(0, len(data), size)
    )


@pytest.mark.parametrize("frames", [1, 3])
def test_zstd(frames: int) -> None:
    data = lines(chat(f"q{number}", "a " * 100) for number in range(3000))

    assert count_of(zstd(data, frames), "a.jsonl.zst").distinct == 3000


def test_zstd_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)

    assert why(b"\x28\xb5\x2f\xfd....", "a.jsonl.zst") == (
        "it is compressed with zstd; `pip install 'ftpolicy[zstd]'` reads it"
    )


def parquet(rows: list[dict[str, object]], **options: object) -> bytes:
    arrow, writer = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    sink = io.BytesIO()
    writer.write_table(arrow.Table.from_pylist(rows), sink, **options)
    return sink.getvalue()


def arrow_stream(rows: list[dict[str, object]], kind: str = "stream") -> bytes:
    arrow, ipc = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.ipc")
    sink = io.BytesIO()
    whole = arrow.Table.from_pylist(rows)
    with getattr(ipc, f"new_{kind}")(sink, whole.schema) as writer:
        writer.write_table(whole, max_chunksize=700)
    return sink.getvalue()


MAKERS: dict[str, tuple[str, Callable[[list[dict[str, object]]], bytes]]] = {
    "parquet": ("a.parquet", parquet),
    "arrow-stream": ("a.arrow", arrow_stream),
    "arrow-file": ("a.arrow", lambda rows: arrow_stream(rows, "file")),
}


@pytest.mark.parametrize(("path", "make"), MAKERS.values(), ids=list(MAKERS))
def test_columns_with_the_extra(
    path: str, make: Callable[[list[dict[str, object]]], bytes]
) -> None:
    absent = {"prompt": None, "completion": None, "raw": None}
    rows = [{**chat(f"q{number % 1500}", "a"), **absent} for number in range(2000)]
    rows += [{"messages": None, "prompt": "q", "completion": "a", "raw": b"\0"}]
    count = count_of(make(rows), path)

    assert (count.rows, count.distinct, count.duplicates) == (2001, 1501, 500)
    assert count.shapes == (("openai_chat", 2000), ("prompt_completion", 1))


@pytest.mark.parametrize(("path", "make"), MAKERS.values(), ids=list(MAKERS))
def test_rows_alone_without_the_extra(
    path: str,
    make: Callable[[list[dict[str, object]]], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = make([chat(f"q{number}", "a") for number in range(2000)])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    whole = counted({path: data})
    part = counted({path: data}, Part(path, first=Slice(start=-10, percent=True)))

    assert (whole.count, whole.rows, part.rows) == (None, 2000, 200)
    assert whole.why == (
        f"`{path}`: its footer alone was read; `pip install 'ftpolicy[parquet]'` reads its examples"
    )


def test_counted_files_beside_a_footer(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.parquet": parquet([*GOOD]), "b.jsonl": lines(GOOD)}
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = counted(files)

    assert found.count is not None
    assert (found.rows, found.count.rows) == (3, 3)
    assert [(one.rows, one.counted) for one in found.parts] == [(3, False), (3, True)]


def test_the_limit_of_the_csv_library_is_given_back() -> None:
    before = csv.field_size_limit()
    found = list(table.records(io.BytesIO(b"a,b\n1,2\n"), tabs=False, longest=50))
    assert len(found) == 1
    assert csv.field_size_limit() == before
