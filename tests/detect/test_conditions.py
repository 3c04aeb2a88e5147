"""The conditions of a detector file."""

from __future__ import annotations

import pytest

from ftpolicy.detect.conditions import condition
from ftpolicy.model.source import Parsed
from ftpolicy.parse.yaml_text import parse_yaml

RATE = {"anywhere": ["lr", "learning_rate"], "number": True}


@pytest.mark.parametrize(
    ("asked", "text", "wanted"),
    [
        ({"anywhere": ["lora_r"]}, "a: [{b: {loraR: 8}}]", ("loraR",)),
        ({"anywhere": ["lora_r"]}, "LORA-R: 8", ("LORA-R",)),
        ({"anywhere": ["lora_r"]}, "lora_r: null", None),
        ({"anywhere": ["lora_r"]}, "lora_rank: 8", None),
        ({"anywhere": ["lora.r"]}, "a: {lora: {r: 8}}", ("r",)),
        ({"anywhere": ["lora.r"]}, "lora.r: 8", ("lora.r",)),
        ({"anywhere": ["lora.r"]}, "r: 8", None),
        ({"anywhere": ["lora*.r"]}, "lora_config: {r: 8}", ("r",)),
        ({"anywhere": ["*.r"]}, "r: 8", None),
        ({"anywhere": ["a"], "values": ["x*"]}, "a: Xyz", ("a: Xyz",)),
        ({"anywhere": ["a"], "values": ["x*"]}, "a: [b, xyz]", ("a",)),
        ({"anywhere": ["a"], "values": [True]}, "a: true", ("a: true",)),
        ({"anywhere": ["a"], "values": [["x", "y"], "z"]}, "a: y", ("a: y",)),
        ({"anywhere": ["a"], "values": ["x"]}, "a: xy", None),
        (RATE, "lr: 1e-4", ("lr",)),
        (RATE, "lr: '1e-4'", ("lr",)),
        (RATE, "lr: ${LR}", ("lr",)),
        (RATE, "lr: [1e-4, 1e-5]", ("lr",)),
        (RATE, "lr: fast", None),
        (RATE, "lr: true", None),
        (RATE, "lr: {type: number}", None),
        ({"at_least": 2, "of": ["a", "b", "c"]}, "a: 1\nc: 1", ("a", "c")),
        ({"at_least": 2, "of": ["a", "b", "c"]}, "a: 1", None),
        ({"any": ["a", "b"]}, "b: 1", ("b",)),
        ({"none": ["a"]}, "b: 1", ()),
        ({"*.lr": [1]}, "optim.lr: 1", ("*.lr: 1",)),
    ],
)
def test_a_condition(asked: object, text: str, wanted: tuple[str, ...] | None) -> None:
    parsed = parse_yaml(text)
    assert isinstance(parsed, Parsed)
    signs = condition(asked).signs(parsed.documents[0])
    assert (None if signs is None else tuple(sign.text for sign in signs)) == wanted


def test_a_value_with_more_keys_than_a_config_is_not_searched() -> None:
    parsed = parse_yaml("\n".join(f"k{number}: 1" for number in range(4000)) + "\nlr: 1")
    assert isinstance(parsed, Parsed)
    assert condition(RATE).signs(parsed.documents[0]) is None


@pytest.mark.parametrize(
    "asked", [{"anywhere": []}, {"anywhere": "a"}, {"anywhere": ["a"], "x": 1}]
)
def test_a_form_that_is_not_known(asked: object) -> None:
    with pytest.raises(ValueError, match="is no"):
        condition(asked)
