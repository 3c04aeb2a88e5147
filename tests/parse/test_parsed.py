"""The one door: bytes and a language to a value, whatever stands in them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftpolicy.model.source import Language, Parsed, SourceFile, Unparsed
from ftpolicy.parse.language import MAX_JSON, MAX_TEXT
from ftpolicy.parse.parsed import parse
from tests.parse.shown import documents

CONFIG = "adapter: lora\n"
LANGUAGES = (Language.YAML, Language.JSON, Language.TOML, Language.PYTHON, Language.SHELL)


@pytest.mark.parametrize(
    ("path", "language", "data", "expected"),
    [
        ("a.yaml", Language.YAML, b"adapter: lora", "{adapter: lora}"),
        ("a.json", Language.JSON, b'{"adapter": "lora"}', "{adapter: 'lora'}"),
        ("a.toml", Language.TOML, b"adapter = 'lora'", "{adapter: 'lora'}"),
        ("a.yml", Language.YAML, b'{\n\t"adapter": "lora", # c\n}', "{adapter: 'lora'}"),
        ("a.sh", Language.SHELL, b"cat > x.yaml <<E\nadapter: lora\nE\n", "{adapter: lora}"),
    ],
    ids=["yaml", "json", "toml", "json named yml", "shell"],
)
def test_documents(path: str, language: Language, data: bytes, expected: str) -> None:
    parsed = parse(SourceFile(path, data), language)
    assert documents(parsed) == [expected]
    assert isinstance(parsed, Parsed)
    assert parsed.language is language


def test_yaml_that_is_no_json_either() -> None:
    parsed = parse(SourceFile("a.yml", b'{"a": [}'), Language.YAML)
    assert isinstance(parsed, Unparsed)
    assert parsed.language is Language.YAML
    assert parsed.reason.startswith("it is not valid YAML")


def test_calls() -> None:
    parsed = parse(SourceFile("a.py", b"import trl\ntrl.SFTTrainer()"), Language.PYTHON)
    assert isinstance(parsed, Parsed)
    assert [call.name for call in parsed.calls] == ["trl.SFTTrainer"]


@pytest.mark.parametrize(
    ("encoding", "oddities"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("UTF-16",)),
        ("utf-32", ("UTF-32",)),
    ],
)
def test_encodings(encoding: str, oddities: tuple[str, ...]) -> None:
    parsed = parse(SourceFile("a.yaml", CONFIG.encode(encoding)), Language.YAML)
    assert documents(parsed) == ["{adapter: lora}"]
    assert isinstance(parsed, Parsed)
    assert parsed.oddities == oddities


def test_oddities_add_up() -> None:
    data = "a: !!python/name:x ''".encode("utf-16")
    parsed = parse(SourceFile("a.yaml", data), Language.YAML)
    assert isinstance(parsed, Parsed)
    assert parsed.oddities == ("UTF-16", "python tag on line 1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        ("# é".encode("latin-1"), "it is not UTF-8 (byte `0xe9`)", 1),
        (b"a\n\0", "it holds a NUL byte", 2),
        ("a: 1".encode("utf-16-le"), "it holds a NUL byte", 1),
    ],
    ids=["latin-1", "NUL", "no byte-order mark"],
)
def test_no_text(language: Language, data: bytes, reason: str, line: int) -> None:
    assert parse(SourceFile("a", data), language) == Unparsed(language, reason, line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_size(language: Language) -> None:
    limit = MAX_JSON if language is Language.JSON else MAX_TEXT
    over = parse(SourceFile("a", bytes(limit + 1)), language)
    assert over == Unparsed(language, f"it is larger than {limit >> 20} MiB")
    at_most = b"#" * min(limit, 2 << 20)
    assert isinstance(parse(SourceFile("a", at_most), language), Parsed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty(language: Language) -> None:
    parsed = parse(SourceFile("a", b""), language)
    assert isinstance(parsed, Parsed)
    assert (parsed.calls, parsed.commands) == ((), ())
    assert documents(parsed) == (["{}"] if language is Language.TOML else [])


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.binary(max_size=200))
def test_any_bytes(language: Language, data: bytes) -> None:
    parsed = parse(SourceFile("x", data), language)
    assert isinstance(parsed, Parsed | Unparsed)
    assert parsed.language is language


SIGNS = st.text(st.sampled_from("ab=:-+$(){}[]<>'\"`\\/.,;|&*#!~@% \t\n0<<EOF"), max_size=80)


@pytest.mark.parametrize("path", ["x.sh", "Makefile", "justfile", "Dockerfile"])
@given(text=SIGNS)
def test_any_shell(path: str, text: str) -> None:
    whole = f"A={text}\nall:\n\t{text}\nRUN {text}\nCMD {text}"
    parsed = parse(SourceFile(path, whole.encode()), Language.SHELL)
    assert isinstance(parsed, Parsed | Unparsed)


@pytest.mark.parametrize("language", [Language.YAML, Language.JSON, Language.TOML, Language.PYTHON])
@given(text=SIGNS)
def test_any_signs(language: Language, text: str) -> None:
    assert isinstance(parse(SourceFile("x", text.encode()), language), Parsed | Unparsed)


def test_a_parser_is_imported_when_its_language_is_met() -> None:
    program = (
        "import sys; before = set(sys.modules); from ftpolicy.parse.parsed import parse;"
        "from ftpolicy.model.source import Language, SourceFile;"
        "parse(SourceFile('a.json', b'{}'), Language.JSON);"
        "new = set(sys.modules) - before;"
        "print(sorted(name for name in new if name.endswith(('_text', 'yaml', 'tomllib'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['ftpolicy.parse.json_text']\n"
