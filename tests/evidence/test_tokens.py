"""Tokens of a prompt: by tiktoken where it can answer without a network, else by an estimate."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ftpolicy.evidence import tokens

ESTIMATE = "an estimate of 4 bytes a token"


class Words:
    """An encoding of which each word is a token."""

    def encode(self, text: str, disallowed_special: object) -> list[str]:
        assert disallowed_special == ()
        return text.split()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A tiktoken whose vocabulary is there."""
    module = ModuleType("tiktoken")
    module.get_encoding = {"o200k_base": Words()}.__getitem__  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tiktoken", module)
    monkeypatch.setattr(tokens, "find_spec", lambda _: module)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "/cache")
    return module


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("ää", 1), ("\ud800", 1)],
    ids=["nothing", "one", "four", "five", "umlauts", "half-a-character"],
)
def test_the_estimate(text: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "find_spec", lambda _: None)
    assert tokens.tokens_of(text) == (count, ESTIMATE)


def test_a_tokenizer_is_asked(installed: ModuleType) -> None:
    assert tokens.tokens_of("keep our plain register") == (4, "tiktoken o200k_base")


def test_it_is_not_asked_when_it_would_fetch(
    installed: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR")
    assert tokens.tokens_of("keep our plain register") == (6, ESTIMATE)


def test_a_tokenizer_that_lacks_its_vocabulary(installed: ModuleType) -> None:
    installed.get_encoding = {}.__getitem__  # type: ignore[attr-defined]
    assert tokens.tokens_of("keep our plain register") == (6, ESTIMATE)
