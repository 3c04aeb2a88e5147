"""What a scalar means to frameworks and to records."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from ftpolicy.model.source import Scalar
from ftpolicy.parse.scalars import core, is_placeholder, judged


def plain(text: str) -> Scalar:
    return Scalar(text, True, 1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("On", True),
        ("true", True),
        ("no", False),
        ("OFF", False),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("0", 0),
        ("-12", -12),
        ("+1_000", 1000),
        ("010", 8),
        ("0x1F", 31),
        ("-0b11", -3),
        ("0x_", "0x_"),
        ("1:40", 100),
        ("-1:40", -100),
        ("12:30:45", 45045),
        ("1:30.5", 90.5),
        ("0:40", "0:40"),
        ("1e-5", 1e-5),
        ("2E4", 20000.0),
        ("5.", 5.0),
        (".5", 0.5),
        ("-1.5e+3", -1500.0),
        ("089", "089"),
        ("1e5567", "1e5567"),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("lora", "lora"),
        ("2024-99-99", "2024-99-99"),
        ("0o17", "0o17"),
        (".", "."),
        ("e5", "e5"),
        ("y", "y"),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_judged(text: str, value: object) -> None:
    found = judged(plain(text))
    assert found == value
    assert type(found) is type(value)


def test_judged_not_a_number() -> None:
    found = judged(plain(".nan"))
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.threat("typing traps")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("no", "no"),
        ("", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("+7", 7),
        ("0", 0),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("0o7", "0o7"),
        ("1:40", "1:40"),
        ("0.710", Decimal("0.710")),
        ("1.", Decimal("1.")),
        ("-.5", Decimal("-0.5")),
        ("1e-5", Decimal("1e-5")),
        ("1e9999", "1e9999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-11-20", "2026-11-20"),
        ("1" * 5000, "1" * 5000),
        ("٣", "٣"),
    ],
)
def test_core(text: str, value: object) -> None:
    found = core(plain(text))
    assert found == value
    assert type(found) is type(value)


def test_core_keeps_the_printed_precision() -> None:
    assert str(core(plain("0.710"))) == "0.710"


@pytest.mark.parametrize("text", ["", "null", "true", "12", "0.5"])
def test_quoted_is_text(text: str) -> None:
    scalar = Scalar(text, False, 1, 1)
    assert (judged(scalar), core(scalar)) == (text, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("???", True),
        ("${MODEL}", True),
        ("${oc.env:MODEL}", True),
        ("meta-llama/$SIZE", True),
        ("$1", True),
        ("$(date)", True),
        ("${{ inputs.model }}", True),
        ("{{ model }}", True),
        ("{% if x %}", True),
        ("<your-model>", True),
        ("path/to/<model>", True),
        ("%s", True),
        ("%(model)s", True),
        ("", True),
        (" ", True),
        ("null", True),
        ("meta-llama/Llama-3.1-8B-Instruct", False),
        ("gpt-4o", False),
        ("costs 5$", False),
        ("what?", False),
        ("a < b > c", False),
        ("data%save", False),
        ("none", False),
        ("<" * 100_000, False),
    ],
)
def test_placeholder(text: str, expected: bool) -> None:
    assert is_placeholder(text) is expected
