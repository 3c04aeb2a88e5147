"""`ftpolicy measure` from outside: claims beside measurements, numbers put right in place."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Repo
from tests.honest import HONEST_FILES, RECORD_PATH


@pytest.fixture
def honest(repo: Repo) -> Repo:
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    return repo


TABLE = """\
claim                                    claimed     measured                  level    standing
dataset.examples                         1240        1240                      counted  supported
evaluation.test_set.examples             300         300                       counted  supported
few_shot_baselines.0.score               0.71        0.71                      read     supported
few_shot_baselines.0.variations_tried    12          12                        read     supported
few_shot_baselines.0.examples_in_prompt  5           5                         read     supported
few_shot_baselines.0.test_examples       300         300                       read     supported
few_shot_baselines.0.shortfall           under 0.85  0.71, upper bound 0.7511  read     supported
"""


def test_an_honest_record(honest: Repo) -> None:
    done = honest.run("measure", RECORD_PATH)
    assert (done.returncode, done.stdout, done.stderr) == (0, TABLE, "")


def test_numbers_are_put_right(honest: Repo) -> None:
    text = HONEST_FILES[RECORD_PATH]
    wrong = text.replace("examples: 1240\n", "examples: 1300  # in all\n").replace("0.71", "0.75")
    honest.write(RECORD_PATH, wrong)
    done = honest.run("measure", RECORD_PATH)
    assert (done.returncode, "contradicted" in done.stdout) == (1, True)
    assert (honest.path / RECORD_PATH).read_text() == wrong
    done = honest.run("measure", RECORD_PATH, "--write")
    assert done.returncode == 0
    assert done.stderr == (
        "ftpolicy: wrote few_shot_baselines.0.score: 0.71\nftpolicy: wrote dataset.examples: 1240\n"
    )
    right = wrong.replace("1300", "1240").replace("0.75", "0.71")
    assert (honest.path / RECORD_PATH).read_text() == right
    assert sorted(it.name for it in (honest.path / "decisions").iterdir()) == [
        "billing-support-voice.yaml"
    ]


def test_json(honest: Repo) -> None:
    done = honest.run("measure", RECORD_PATH, "--format", "json")
    told = json.loads(done.stdout)
    assert told["record"] == RECORD_PATH
    assert told["measured"][0] == {
        "claim": "dataset.examples",
        "claimed": "1240",
        "measured": "1240",
        "level": "counted",
        "standing": "supported",
        "source": "data/billing_train.jsonl",
        "note": None,
    }


def test_what_is_wrong_with_the_rows(honest: Repo) -> None:
    honest.write("data/billing_train.jsonl", HONEST_FILES["data/billing_train.jsonl"] + "{\n")
    done = honest.run("measure", RECORD_PATH)
    assert "\ndata/billing_train.jsonl:1241: it does not parse" in done.stdout


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("gone.yaml", None, "`{root}/gone.yaml` does not exist"),
        (
            "notes.yaml",
            "a: 1\n",
            "`notes.yaml` is no well-shaped decision record; `ftpolicy check notes.yaml` says why",
        ),
        ("data", None, "`data` is a folder; name a decision record in it"),
        (
            "short.yaml",
            "kind: fine-tuning-decision\n",
            "`short.yaml` is no well-shaped decision record; `ftpolicy check short.yaml` says why",
        ),
    ],
)
def test_no_record(path: str, text: str | None, message: str, honest: Repo) -> None:
    if text is not None:
        honest.write(path, text)
    done = honest.run("measure", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"ftpolicy: {message.format(root=honest.path)}\n"


def test_colours(honest: Repo) -> None:
    done = honest.run("--color", "always", "measure", RECORD_PATH)
    assert "\x1b[32msupported\x1b[0m" in done.stdout
