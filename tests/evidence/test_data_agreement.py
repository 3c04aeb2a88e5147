"""Row counts agree with those of pyarrow and polars on files made at random."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ftpolicy.evidence.datasets import digests, parquet_footer
from tests.evidence.counting import count_of, counted

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
ROWS = st.lists(st.fixed_dictionaries({"prompt": TEXT, "completion": TEXT}), max_size=40)
RECORDS = st.dictionaries(
    st.sampled_from(["messages", "prompt", "completion", "text", "label", "chosen", "rejected"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.fixed_dictionaries(
                {"role": st.sampled_from(["user", "assistant", "x"]), "content": inner}
            )
        ),
        max_leaves=8,
    ),
)
QUICK = settings(max_examples=60, deadline=None)


def distinct(rows: list[dict[str, str]]) -> int:
    """The spec's own words: NFKC, case folding, white space made one, ends stripped."""
    from unicodedata import normalize

    def same(text: str) -> str:
        return " ".join(normalize("NFKC", normalize("NFKC", text).casefold()).split())

    good = [one for one in rows if one["completion"].strip() and same(one["prompt"])]
    return len({(same(one["prompt"]), same(one["completion"])) for one in good})


@contextmanager
def without(*names: str) -> Iterator[None]:
    """As if these modules were not installed."""
    held = {name: sys.modules.get(name) for name in names}
    try:
        for name in names:
            sys.modules[name] = None  # type: ignore[assignment]
        yield
    finally:
        for name, module in held.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


@QUICK
@given(ROWS)
def test_json_lines_and_arrays(rows: list[dict[str, str]]) -> None:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    one, two = count_of(text), count_of(json.dumps(rows, indent=1), "a.json")

    assert one.rows == two.rows == len(rows)
    assert one.distinct == two.distinct == distinct(rows)
    assert one.rows == one.distinct + one.duplicates + one.unanswered + one.bad


@QUICK
@given(ROWS)
def test_tables(rows: list[dict[str, str]]) -> None:
    polars = pytest.importorskip("polars")
    sink = io.StringIO()
    writer = csv.DictWriter(sink, ["prompt", "completion"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows([{name: cell.replace("\0", "") for name, cell in one.items()} for one in rows])
    data = sink.getvalue().encode()
    count = count_of(data, "a.csv")

    assert count.rows == len(rows) == len(polars.read_csv(io.BytesIO(data)))


@QUICK
@given(ROWS, st.integers(1, 20), st.sampled_from(["snappy", "none"]), st.booleans())
def test_parquet(rows: list[dict[str, str]], group: int, compression: str, old: bool) -> None:
    arrow, writer = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = arrow.schema([("prompt", arrow.string()), ("completion", arrow.string())])
    sink = io.BytesIO()
    writer.write_table(
        arrow.Table.from_pylist(rows, columns),
        sink,
        row_group_size=group,
        compression=compression,
        version="1.0" if old else "2.6",
    )
    data = sink.getvalue()
    count = count_of(data, "a.parquet")

    assert parquet_footer.rows(io.BytesIO(data)) == len(rows)
    assert (count.rows, count.distinct) == (len(rows), distinct(rows))
    with without("pyarrow"):
        assert counted({"a.parquet": data}).rows == len(rows)


@QUICK
@given(ROWS)
def test_parquet_of_another_writer(rows: list[dict[str, str]]) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(rows, schema={"prompt": polars.String, "completion": polars.String})
    sink = io.BytesIO()
    frame.write_parquet(sink)

    assert parquet_footer.rows(sink) == len(rows)


@QUICK
@given(ROWS, st.sampled_from(["uncompressed", "lz4"]), st.booleans())
def test_arrow(rows: list[dict[str, str]], compression: str, as_file: bool) -> None:
    polars = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    frame = polars.DataFrame(rows, schema={"prompt": polars.String, "completion": polars.String})
    sink = io.BytesIO()
    (frame.write_ipc if as_file else frame.write_ipc_stream)(sink, compression=compression)
    data = sink.getvalue()

    assert count_of(data, "a.arrow").distinct == distinct(rows)
    with without("pyarrow"):
        assert counted({"a.arrow": data}).rows == len(rows)


@QUICK
@given(st.lists(RECORDS, max_size=12))
def test_both_decoders_count_the_same(rows: list[dict[str, object]]) -> None:
    pytest.importorskip("orjson")
    data = gzip.compress("".join(json.dumps(one) + "\n" for one in rows).encode(), mtime=0)
    fast = count_of(data, "a.jsonl.gz")
    with without("orjson"):
        assert count_of(data, "a.jsonl.gz") == fast
    assert fast.rows == len(rows)


@QUICK
@given(st.text(), st.text())
def test_texts_are_folded_alike(one: str, two: str) -> None:
    assert (digests.folded(one) == digests.folded(two)) is (
        distinct(
            [{"prompt": "q" + one, "completion": "a"}, {"prompt": "q" + two, "completion": "a"}]
        )
        == 1
        if not (one[:1] + two[:1]).isspace()
        else digests.folded(one) == digests.folded(two)
    )


@QUICK
@given(st.text(st.sampled_from("aA \n\t\x1c\x0b\x85\xa0\u2028é\uff21")))
def test_plain_text_and_other_text_are_folded_alike(text: str) -> None:
    assert digests.folded(text) == digests.folded(text + "\u3000").strip()
