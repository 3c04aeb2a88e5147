"""The questions of `ftpolicy new --input`, answered through standard input."""

from __future__ import annotations

import io
import os

import pytest

from ftpolicy.cli import main
from tests.conftest import Repo
from tests.fresh import EVIDENCE
from tests.honest import HONEST_TUNING, TUNING_PATH

RECORD = "decisions/billing-train.yaml"
ANSWERS = {
    "What should fine-tuning achieve?": "tone",
    "Which behaviour do you want, in one sentence?": "Warm: never open with an apology.",
    "Where do an answer's facts come from?": "1",
    "How many tokens has a prompt that describes it, or which file is that prompt?": "1 900",
    "Is a higher score better? (yes or no)": "",
    "Which score would be good enough?": "0.85",
    "What still goes wrong with the best prompt of gpt-4o-2024-08-06?": "The register drifts.",
    "Which file holds the test items?": "",
    "Who trains again when it is due?": "@dana",
    "How often is it trained again?": "",
    "On which day is the decision looked at again?": "",
    "What may one training cost? (such as 400 USD per run)": "1,200 usd",
    "Why is newer-base not enough?": "It scores 0.72.",
    "What is the decision, in one line?": "Answer in our voice",
    "Have the owners decided?": "accepted",
}
"""The whole interview of a tone with data and results beside it, in its order."""

ALL = (*ANSWERS.values(), "yes")


@pytest.fixture
def tuned(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    for path, text in EVIDENCE.items():
        repo.write(path, text)
    repo.write(TUNING_PATH, HONEST_TUNING)
    repo.write("CODEOWNERS", "* @acme/ml\n")
    monkeypatch.chdir(repo.path)
    return repo


@pytest.fixture
def answer(
    tuned: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Answer:
    return Answer(monkeypatch, capsys)


class Answer:
    """Runs the interview with these answers: exit code, and what was said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *answers: str, args: tuple[str, ...] = ()) -> tuple[int, str]:
        typed = io.StringIO("".join(f"{one}\n" for one in answers))
        self._monkeypatch.setattr("sys.stdin", typed)
        code = main(["--color", "never", "new", "--input", TUNING_PATH, *args])
        said = self._capsys.readouterr()
        return code, said.out + said.err


def written() -> str:
    with open(RECORD, encoding="utf-8") as file:
        return file.read()


def nothing_written() -> bool:
    return not os.path.exists("decisions")


def test_the_whole_interview(answer: Answer) -> None:
    code, said = answer(*ALL)
    asked = [line for line in said.splitlines() if line in ANSWERS]
    assert asked == list(ANSWERS)
    assert "1240 examples (counted: 1240 rows, as openai_chat)\n" in said
    assert "ready-with-warnings" not in said
    assert "FT" not in said.partition("\nready: ")[2]
    assert code == 0
    text = written()
    for line in (
        "status: accepted\n",
        'statement: "Warm: never open with an apology."\n',
        "prompt_tokens_to_describe: 1900\n",
        "target: 0.85\n",
        "higher_is_better: true\n",
        "test_set: {path: data/billing_test.jsonl, examples: 300}\n",
        'owner: "@dana"\n',
        "cadence: P3M\n",
        "budget: {amount: 1200, currency: USD, per: run}\n",
        '- {option: newer-base, why_not: "It scores 0.72."}\n',
    ):
        assert line in text, line
    assert "fill in" not in text
    assert main(["check", "--fail-on", "warning", "--all"]) == 0


def test_back_takes_an_answer_away(answer: Answer) -> None:
    first, second, *rest = ALL
    code, _ = answer("<", "style", "Curt.", "<", "<", first, second, *rest[:-1], "<", "1", "yes")
    assert code == 0
    text = written()
    assert "type: tone\n" in text
    assert "Curt" not in text
    assert "status: proposed" in text


@pytest.mark.parametrize(
    ("at", "wrong", "message"),
    [
        (0, "tune", "`tune` is none of style, tone,"),
        (0, "99999999999999999999", "is none of style, tone,"),
        (1, "a\x1b[31mb", "the answer holds a character that cannot be shown"),
        (1, "a" * 2001, "the answer is longer than 2000 characters"),
        (3, "evals/gone.md", "`evals/gone.md` is not in the tree"),
        (3, "../x", "`../x` is no path from the repository's root"),
        (4, "perhaps", "`perhaps` is neither yes nor no"),
        (5, "high", "`high` is no number"),
        (5, "nan", "`nan` is no number that could be meant"),
        (5, "85", "the target is `85`, outside the scale `0` to `1`"),
        (7, "data/gone.jsonl", "`data/gone.jsonl` is not in the tree"),
        (9, "often", "`often` is no duration, write P3M for three months or P30D"),
        (10, "2020-01-01", "`2020-01-01` is past"),
        (10, "tomorrow", "`tomorrow` is no day, write it as 2026-11-22"),
        (10, "2222-01-01", "`next_review` must lie between 2000 and 2100, found `2222-01-01`"),
        (11, "much", "`much` is no budget, write `400 USD per run`"),
        (14, "maybe", "`maybe` is none of proposed, accepted"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_wrong_answer_is_asked_again(at: int, wrong: str, message: str, answer: Answer) -> None:
    code, said = answer(*ALL[:at], wrong, *ALL[at:])
    assert code == 0
    assert message in said
    assert "Traceback" not in said


def test_help_tells_why_a_rule_asks(answer: Answer) -> None:
    _, said = answer("?", *ALL)
    assert "FT301: Fine-tuning changes how a model behaves; it is a poor way to teach" in said


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (("knowledge",), "FT302 use-rag: the goal's type is `knowledge`."),
        ((*ALL[:2], "weights"), "FT302 use-rag: the answers' facts are to come from the `weights`"),
        ((*ALL[:5], "0.7"), "FT104 keep-prompting: the baseline of `gpt-4o-2024-08-06` scores"),
    ],
    ids=["knowledge", "weights", "few-shot-suffices"],
)
def test_do_not_fine_tune(answers: tuple[str, ...], reason: str, answer: Answer) -> None:
    code, said = answer(*answers, "x", "q")
    assert code == 1
    assert "\nDo not fine-tune.\n" in said
    assert reason in said
    assert "  Instead: " in said
    assert said.endswith("ftpolicy: nothing was written\n")
    assert nothing_written()
    code, said = answer(*answers, "w")
    assert code == 0
    assert said.endswith(
        f"wrote {RECORD}: rejected, so remove {TUNING_PATH}; the gate goes on refusing it\n"
    )
    text = written()
    assert f"\n# rejected: {reason.split(maxsplit=1)[0]} " in text
    assert "status: rejected\n" in text
    assert "fill in" not in text
    assert main(["check", "--all"]) == 1  # the file has a dead record only


def test_too_little_data(tuned: Repo, answer: Answer) -> None:
    rows = EVIDENCE["data/billing_train.jsonl"].splitlines(keepends=True)
    tuned.write("data/billing_train.jsonl", "".join(rows[:64]))
    code, said = answer("tone", "q")
    assert code == 1
    assert "FT202 collect-data: the record claims `64` examples, the policy asks for" in said


def test_the_question_comes_back_and_an_overruled_reason_does_not(answer: Answer) -> None:
    code, said = answer(*ALL[:5], "0.7", "<", "0.6", "c", *ALL[6:])
    assert code == 0
    assert said.count("Do not fine-tune.") == 2
    assert "Write it with these errors open to" in said


def test_what_it_notes_at_once(answer: Answer) -> None:
    code, said = answer(*ALL[:3], "20", *ALL[4:])
    assert code == 0
    assert "warning: the behaviour takes `20` tokens to describe, under the policy's" in said


def test_result_files_are_asked_for_and_read(tuned: Repo, answer: Answer) -> None:
    text = EVIDENCE["evals/few_shot/variations.csv"]
    tuned.git("init", "--quiet")
    os.remove("evals/few_shot/variations.csv")
    tuned.write("notes/prompts.csv", text)
    asked = ("notes/none.csv", "evals/judge.md", "notes/prompts.csv")
    code, said = answer(*ALL[:4], *asked, *ALL[4:])
    assert code == 0
    assert "`notes/none.csv` is not in the tree" in said
    assert "`evals/judge.md`: no reader knows it; known are" in said
    assert "    score: 0.71\n" in written()


def test_the_end_of_the_input_writes_nothing(answer: Answer) -> None:
    code, said = answer(*ALL[:7])
    assert (code, said.splitlines()[-1]) == (2, "ftpolicy: interrupted")
    assert nothing_written()


def test_an_interrupt_writes_nothing(
    answer: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, *_: object) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    assert main(["new", "--input", TUNING_PATH]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "ftpolicy: interrupted"
    assert nothing_written()


def test_bytes_that_are_no_text_are_asked_again(
    answer: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = b"tone\n\xff\n" + "".join(f"{one}\n" for one in ALL[1:]).encode()

    class Terminal(io.BytesIO):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            return super().readline().decode()

    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert main(["new", "--input", TUNING_PATH]) == 0
    assert "the answer holds a character that cannot be shown" in capsys.readouterr().out


def test_no_is_no(answer: Answer) -> None:
    code, said = answer(*ALL[:-1], "x", "no")
    assert (code, said.endswith("ftpolicy: nothing was written\n")) == (1, True)
    assert nothing_written()


GOALS = {
    "latency": ("", "400", "900", "350"),
    "small-model": ("It runs on the phone.", "Product"),
    "domain-behavior": ("The dispatchers' shorthand.",),
    "token-cost": (
        *("", "the price page", "", "2000000"),
        *("2300", "180", "2.5", "10", "350", "180", "3.75", "15", "900"),
    ),
}


@pytest.mark.parametrize("goal", GOALS)
def test_each_goal_asks_for_its_proof(goal: str, answer: Answer) -> None:
    fitting = {"latency": 1, "token-cost": 2, "domain-behavior": 1}.get(goal, 0)
    role = ("ceiling",) if goal != "domain-behavior" else ()
    code, said = answer(
        *(ALL[1], ALL[2], *GOALS[goal], *ALL[4:6], *role, *ALL[6:12]),
        *("It does not do.",) * fitting,
        *ALL[12:],
        args=("--goal", goal),
    )
    assert code == 0, said
    assert f"  type: {goal}\n" in written()
    assert "FT304" not in said
