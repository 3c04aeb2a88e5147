"""Command lines that a script puts aside, and those that it sends to other machines."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Parsed
from ftpolicy.parse.shell_text import parse_shell


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("read -r -d '' CMD <<EOF\ntrl sft \\\n  --lr 1\nEOF\n", ("trl", "sft", "--lr", "1")),
        ('TRAIN_CMD="trl sft --lr 1"\n', ("trl", "sft", "--lr", "1")),
        ('export COMMAND="cd x; trl sft"\n', ("trl", "sft")),
        (
            'A="$(python -c "f(g(1))") --b"\nx $A train.py\n',
            ("x", '$(python -c "f g 1 ")', "--b", "train.py"),
        ),
        ("modal run train.py --lr 1", ("train.py", "--lr", "1")),
        ("modal run train.py::main --lr 1", ("train.py::main", "--lr", "1")),
        ("hf jobs run --flavor a100 -e A=1 img trl sft", ("trl", "sft")),
        ("hf jobs uv run --flavor a100 train.py --lr 1", ("train.py", "--lr", "1")),
        (
            "gcloud ai custom-jobs create --worker-pool-spec=script=t/train.py --args=--lr=1,--b",
            ("t/train.py", "--lr=1", "--b"),
        ),
        (
            "gcloud ai custom-jobs create --worker-pool-spec=replica-count=1,python-module=t.train",
            ("-m", "t.train"),
        ),
    ],
)
def test_the_last_command(text: str, words: tuple[str, ...]) -> None:
    parsed = parse_shell(text, "run.sh")
    assert isinstance(parsed, Parsed)
    assert parsed.commands[-1].words == words


def test_what_is_put_aside_again_and_again_is_read_within_limits() -> None:
    text = 'CMD="' + "a " * 4_000 + '"\n' + 'CMD="$CMD b"\n' * 200
    parsed = parse_shell(text, "run.sh")
    assert isinstance(parsed, Parsed)
    assert len(parsed.commands) < 20
