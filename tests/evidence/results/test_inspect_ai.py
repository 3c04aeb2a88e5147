"""Inspect logs as JSON and as archives, plain and compressed, whole and broken."""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest

from ftpolicy.evidence.results import inspect_log
from tests.evidence.results.files import read_one, run_of


def _head(**more: object) -> dict[str, object]:
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "created": "2026-11-12T17:17:49+00:00",
            "task_args": {"variant": "v1", "fewshot": 5},
            "dataset": {"samples": 4, "sample_ids": [1, 2, 3, 4]},
            "model": "openai/gpt-4o",
            "config": {"epochs": 1},
            "packages": {"inspect_ai": "0.3.285"},
        },
        "plan": {"steps": [{"solver": "system_message", "params": {"template": "Q0 A0\nQ1 A1"}}]},
        "results": {
            "total_samples": 4,
            "completed_samples": 4,
            "scores": [
                {
                    "name": "match",
                    "scorer": "match",
                    "scored_samples": 4,
                    "unscored_samples": 0,
                    "metrics": {"accuracy": {"value": 0.5}, "stderr": {"value": 0.29}},
                }
            ],
        },
        "stats": {"model_usage": {"openai/gpt-4o": {"input_tokens": 80, "output_tokens": 12}}},
        **more,
    }


def _samples(values: str = "CICI", epoch: int = 1) -> list[dict[str, object]]:
    return [
        {
            "id": number,
            "epoch": epoch,
            "input": f"what about question number {number} then",
            "target": "x",
            "scores": {"match": {"value": value}},
        }
        for number, value in enumerate(values, 1)
    ]


def _archive(members: dict[str, object], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, value in members.items():
            archive.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return packed.getvalue()


def _zstd_archive(members: dict[str, object]) -> bytes:
    """A zip with method 93, which older Pythons cannot write themselves."""
    zstandard = pytest.importorskip("zstandard")
    body, directory = b"", b""
    for name, value in members.items():
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        packed, label = (
            zstandard.ZstdCompressor(write_content_size=False).compress(raw),
            name.encode(),
        )
        fixed = struct.pack(
            "<HHHHHIIIHH", 63, 0, 93, 0, 33, zlib.crc32(raw), len(packed), len(raw), len(label), 0
        )
        directory += b"PK\1\2" + struct.pack("<H", 63) + fixed
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + label
        body += b"PK\3\4" + fixed + label + packed
    count = len(members)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


MEMBERS: dict[str, object] = {
    "header.json": _head(),
    "summaries.json": _samples(),
    "reductions.json": [
        {"scorer": "match", "samples": [{"sample_id": n, "value": n % 2} for n in range(1, 5)]}
    ],
    "samples/1_epoch_1.json": {"id": 1},
}


@pytest.mark.parametrize("form", ["json", "deflated", "stored", "zstd"])
def test_every_form_says_the_same(form: str) -> None:
    content: object = {**_head(), "samples": _samples()}
    if form == "zstd":
        content = _zstd_archive(MEMBERS)
    elif form != "json":
        content = _archive(MEMBERS, zipfile.ZIP_DEFLATED if form == "deflated" else 0)
    found = read_one("logs/a.eval", content)
    assert (found.tool, found.version, found.fault) == ("Inspect", "0.3.285", "")
    run = run_of(found, "match/accuracy")
    assert (run.score, run.items, run.errors, run.stderr) == (0.5, 4, 0, 0.29)
    assert (run.examples_in_prompt, run.model) == (5, "openai/gpt-4o")
    assert (run.measured_on, run.limited, run.tokens) == (date(2026, 11, 12), False, (20.0, 3.0))
    assert run.per_item is not None
    assert sorted(run.per_item.values()) == [0.0, 0.0, 1.0, 1.0]


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _zstd_archive(MEMBERS)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    found = read_one("a.eval", content)
    assert found.extra == "zstd"
    assert found.fault == (
        "its entries are compressed by Zstandard: `pip install ftpolicy[zstd]`, or write the log "
        "with `--log-format json`"
    )


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"status": "error"}, "the run did not end well: its status is `error`"),
        ({"status": "started"}, "the run did not end well: its status is `started`"),
        ({"results": None}, "it holds no score"),
        ({"version": 3}, "Inspect log version 3; 2 is known"),
        ({"version": None}, "Inspect log without a version; 2 is known"),
    ],
)
def test_a_run_that_tells_nothing(more: dict[str, object], fault: str) -> None:
    found = read_one("a.json", _head(**more))
    assert (found.tool, found.fault, found.runs) == ("Inspect", fault, ())


def test_epochs_are_no_new_items() -> None:
    head = _head()
    head["eval"]["config"] = {"epochs": 2, "limit": 4}  # type: ignore[index]
    head["results"]["total_samples"] = 8  # type: ignore[index]
    log = {**head, "samples": _samples("CICI") + _samples("CCII", epoch=2)}
    run = run_of(read_one("a.json", log), "match/accuracy")
    assert (run.items, run.limited) == (4, True)
    assert run.per_item is not None
    assert sorted(run.per_item.values()) == [0.0, 0.5, 0.5, 1.0]
    bare = run_of(read_one("a.json", head), "match/accuracy")
    assert (bare.items, bare.per_item) == (4, None)


def test_reductions_where_the_samples_hold_no_scores() -> None:
    log = {**_head(), "samples": [{"id": 1}], "reductions": MEMBERS["reductions.json"]}
    run = run_of(read_one("a.json", log), "match/accuracy")
    assert (run.items, run.score) == (4, 0.5)
    assert run.per_item is not None
    assert sorted(run.per_item.values()) == [0.0, 0.0, 1.0, 1.0]


def test_what_failed_to_run_counts_as_wrong() -> None:
    failed = {"id": 5, "epoch": 1, "input": "q5", "error": {"message": "timeout"}}
    run = run_of(
        read_one("a.json", {**_head(), "samples": [*_samples(), failed]}), "match/accuracy"
    )
    assert (run.items, run.errors, run.score) == (5, 1, pytest.approx(0.4))


def test_the_number_of_examples_from_other_places() -> None:
    head = _head()
    head["eval"]["task_args"] = {}  # type: ignore[index]
    assert read_one("a.json", head).runs[0].examples_in_prompt is None
    head["plan"] = {"steps": [{"solver": "few_shot", "params": {"n_shot": 4}}]}
    assert read_one("a.json", head).runs[0].examples_in_prompt == 4
    head["plan"] = {"steps": [{"solver": "s", "params": {"template": "Q: a\nA: b\n\nQ: c\nA: d"}}]}
    assert read_one("a.json", head).runs[0].examples_in_prompt == 2


def test_a_shown_test_item() -> None:
    plan = {
        "steps": [{"solver": "s", "params": {"template": "What about question number 3 then? x"}}]
    }
    log = {**_head(plan=plan), "samples": _samples()}
    assert read_one("a.json", log).runs[0].shown_items == 1


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect_log, "_MOST_BYTES", 1 << 16)
    bomb = {**MEMBERS, "summaries.json": b" " * (1 << 20)}
    for content in (_archive(bomb), _zstd_archive(bomb)):
        assert read_one("a.eval", content).fault == "its `summaries.json` is larger than 0 MiB"
    lying = _zstd_archive(bomb).replace(struct.pack("<I", 1 << 20), struct.pack("<I", 10))
    assert read_one("a.eval", lying).fault == "its `summaries.json` is larger than 0 MiB"


def test_archives_that_are_broken() -> None:
    good = _archive(MEMBERS)
    assert read_one("a.eval", good[:200]).tool is None
    bad = _archive({**MEMBERS, "summaries.json": b"{nope"})
    assert read_one("a.eval", bad).fault == "its `summaries.json` is not valid JSON"
    cut = bytearray(good)
    at = good.index(b"header.json") + len("header.json") + 5
    cut[at : at + 20] = b"\xff" * 20
    assert read_one("a.eval", bytes(cut)).fault == "its `header.json` cannot be unpacked"
    squeezed = bytearray(_zstd_archive(MEMBERS))
    at = squeezed.index(b"header.json") + len("header.json")
    squeezed[at : at + 8] = b"\xff" * 8
    assert read_one("a.eval", bytes(squeezed)).fault == "its `header.json` cannot be unpacked"
    assert read_one("a.eval", _archive({"other.json": {}})).fault.startswith("no reader knows it")


def test_a_reader_of_archives_takes_no_member_out(tmp_path: Path) -> None:
    content = _archive({**MEMBERS, "../../evil.json": {}, "samples/../../x": {}})
    (tmp_path / "a.eval").write_bytes(content)
    assert read_one("a.eval", content).fault == ""
    assert [each.name for each in tmp_path.iterdir()] == ["a.eval"]
