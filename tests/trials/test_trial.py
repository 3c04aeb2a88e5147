"""`ftpolicy trial` from outside: what it writes, what it leaves out, what it refuses.

`UPDATE_TRIALS=1` writes the golden files anew; read every line before you commit them.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
import yaml

from ftpolicy.cli.trial import _TOOLS
from ftpolicy.evidence.prompts import examples_in, near_copies
from ftpolicy.evidence.trials import tools
from tests.conftest import Repo
from tests.honest import HONEST_FILES, RECORD_PATH, TUNING_PATH
from tests.trials import (
    HOSTILE,
    HOSTILE_TESTS,
    RECORD,
    TESTS,
    TRAIN,
    TUNING,
    VOICE,
    files,
    numbered,
    rows,
)

GOLDEN = Path(__file__).parent / "golden"
SHOTS = [0, 0, 3, 3, 3, 5, 5, 5, 10, 10]
QUOTED = r"\{\{ '(\{|#|file:|package:)' \}\}"
EACH_TOOL = pytest.mark.parametrize("tool", sorted(tools()))


def tried(repo: Repo, tool: str, *more: str, **changed: str) -> Path:
    for path, text in {**files(), **changed}.items():
        repo.write(path, text)
    done = repo.run("trial", TUNING, "--for", tool, *more)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return repo.path / "evals" / f"voice-{tool}"


def told(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def chats(folder: Path) -> list[list[dict[str, str]]]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob("prompts/*.json"))]


def test_every_tool_of_the_contract_is_there() -> None:
    assert sorted(tools()) == sorted(_TOOLS) == ["inspect", "plain", "promptfoo"]


@EACH_TOOL
def test_what_is_written(repo: Repo, tool: str) -> None:
    written = told(tried(repo, tool))
    shown = {path: text for path, text in written.items() if not path.startswith("prompts/v0")}
    text = "".join(f"==> {path}\n{each}" for path, each in shown.items())
    golden = GOLDEN / f"{tool}.expected"
    if os.environ.get("UPDATE_TRIALS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")
    assert len(written) == len(shown) + 9


@EACH_TOOL
def test_ten_prompts_show_training_rows_and_no_test_item(repo: Repo, tool: str) -> None:
    found = chats(tried(repo, tool))
    assert [sum(each["role"] == "assistant" for each in chat) for chat in found] == SHOTS
    texts = [json.dumps(chat) for chat in found]
    assert near_copies(texts) == 0
    shown = " ".join(texts)
    assert "training question number" in shown
    assert "test question number" not in shown
    assert "shared question number" not in shown


def test_no_example_stands_in_two_prompts_while_there_are_enough(repo: Repo) -> None:
    more = {TRAIN: rows(numbered(60, "training"))}
    shown = [
        each["content"]
        for chat in chats(tried(repo, "plain", **more))
        for each in chat
        if each["role"] == "user"
    ]
    assert len(shown) == len(set(shown)) == sum(SHOTS)


@EACH_TOOL
def test_the_same_seed_draws_the_same_whatever_the_order(repo: Repo, tool: str) -> None:
    first = tried(repo, tool)
    turned = "".join(reversed(files()[TRAIN].splitlines(keepends=True)))
    again = tried(repo, tool, "--output", "again", **{TRAIN: turned})
    other = tried(repo, tool, "--output", "other", "--seed", "7")
    assert again == other == first
    one, two, three = (chats(repo.path / each) for each in (first, "again", "other"))
    assert one == two
    assert one != three


def test_promptfoo_renders_hostile_rows_to_themselves(repo: Repo) -> None:
    folder = tried(repo, "promptfoo", **{TRAIN: rows([*HOSTILE, *numbered(5, "training")])})
    config = yaml.safe_load((folder / "promptfooconfig.yaml").read_text())
    assert [each["label"].split("-")[1] for each in config["prompts"]] == [
        f"{shots}shot" for shots in SHOTS
    ]
    shown = set()
    for chat in chats(folder):
        *examples, question = chat
        assert question == {"role": "user", "content": "{{ item.question }}"}
        for each in examples:
            left = re.sub(QUOTED, "", each["content"])
            assert not re.search(r"\{[{%#]|#\}|file://", left)
            shown.add(re.sub(QUOTED, r"\1", each["content"]))
    assert set(HOSTILE) <= shown
    assert "Replies are warm, never {{ cold }}." in shown
    tests = [json.loads(line)["vars"] for line in (folder / "tests.jsonl").read_text().splitlines()]
    assert {each["item"]["question"] for each in tests} >= set(HOSTILE_TESTS)
    # a variable that is a string would be rendered, or read from the file that it names
    assert all(
        list(each) == ["item"] and list(each["item"]) == ["question", "answer"] for each in tests
    )


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gpt-4o", "openai:chat:gpt-4o"),
        ("claude-sonnet-4-5", "anthropic:messages:claude-sonnet-4-5"),
        ("ollama:chat:llama3.1", "ollama:chat:llama3.1"),
        ("exec:rm -rf ~", "PROVIDER:MODEL"),
        ("exec:reboot", "PROVIDER:MODEL"),
        ("file://evil.js", "PROVIDER:MODEL"),
        ("python:evil.py", "PROVIDER:MODEL"),
        ("{{ env.HOME }}", "PROVIDER:MODEL"),
    ],
)
def test_a_judge_is_a_model_and_no_program(repo: Repo, model: str, provider: str) -> None:
    judge = f"  judge: {{model: {json.dumps(model)}, prompt_file: judge.md}}\n"
    changed = {RECORD: VOICE + judge, "judge.md": "file:///etc/passwd {{ env.HOME }}"}
    folder = tried(repo, "promptfoo", **changed)
    config = yaml.safe_load((folder / "promptfooconfig.yaml").read_text())["defaultTest"]
    assert config["options"]["provider"] == provider
    rubric = config["assert"][0]["value"].splitlines()[0]
    assert rubric == "{{ 'file:' }}///etc/passwd {{ '{' }}{ env.HOME }}"


def test_promptfoo_prompts_tell_how_many_examples_they_show(repo: Repo) -> None:
    prompts = sorted(tried(repo, "promptfoo").glob("prompts/*.json"))
    assert [examples_in(path.read_text()) for path in prompts] == SHOTS


def test_inspect_keeps_rows_out_of_its_code(repo: Repo) -> None:
    folder = tried(repo, "inspect")
    tree = ast.parse((folder / "trial.py").read_text())
    tasks = [
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef)
        and [ast.unparse(it) for it in each.decorator_list] == ["task"]
    ]
    assert tasks == [f"v{number:02}_{shots}shot" for number, shots in enumerate(SHOTS, 1)]
    assert "file://" not in (folder / "trial.py").read_text()
    asked = [json.loads(line) for line in (folder / "tests.jsonl").read_text().splitlines()]
    assert set(HOSTILE_TESTS) <= {each["question"] for each in asked}


def test_the_table_waits_for_scores(repo: Repo) -> None:
    folder = tried(repo, "plain")
    table = list(csv.DictReader(io.StringIO((folder / "variations.csv").read_text())))
    assert [int(row["n_examples"]) for row in table] == SHOTS
    assert {(row["score"], row["metric"], row["n_items"]) for row in table} == {
        ("", "exact_match", "20")
    }
    assert all((repo.path / row["prompt_file"]).is_file() for row in table)


def test_a_filled_table_is_measured_to_supported_claims(repo: Repo) -> None:
    folder = tried(repo, "plain")
    table = folder / "variations.csv"
    head, *lines = list(csv.reader(io.StringIO(table.read_text())))
    for number, row in enumerate(lines):
        row[head.index("score")], row[head.index("model")] = f"{number / 20}", "small"
        row[head.index("n_correct")], row[head.index("created")] = str(number), "2026-11-20"
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([head, *lines])
    table.write_text(stream.getvalue())
    (block,) = re.findall(r"```yaml\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    repo.write(RECORD, VOICE + re.sub("model: .*", "model: small", block))
    written = repo.run("measure", RECORD, "--write")
    assert written.stderr == "ftpolicy: wrote few_shot_baselines.0.score: 0.45\n"
    done = repo.run("measure", RECORD, "--format", "json")
    found = {each["claim"]: each["standing"] for each in json.loads(done.stdout)["measured"]}
    assert {key: value for key, value in found.items() if key.startswith("few")} == {
        f"few_shot_baselines.0.{each}": "supported"
        for each in (
            *("score", "variations_tried", "examples_in_prompt", "test_examples", "shortfall"),
        )
    }


@EACH_TOOL
def test_the_judge_of_the_record_grades(repo: Repo, tool: str) -> None:
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    done = repo.run("trial", TUNING_PATH, "--for", tool)
    folder = repo.path / f"evals/billing-support-voice-{tool}"
    shown = f"evals/billing-support-voice-{tool}"
    assert done.stderr == (
        f"wrote {shown}: 10 prompts, 300 tests; {shown}/README.md says how to run it\n"
    )
    readme = (folder / "README.md").read_text()
    assert "which these files cannot measure" not in readme
    assert f"ftpolicy measure {RECORD_PATH} --write" in readme
    if tool == "promptfoo":
        assert not (folder / "score.cjs").exists()
        config = yaml.safe_load((folder / "promptfooconfig.yaml").read_text())["defaultTest"]
        assert config["options"] == {"provider": "openai:chat:gpt-4o-2024-08-06"}
        (judged,) = config["assert"]
        assert (judged["type"], judged["metric"]) == ("llm-rubric", "rubric_pass_rate")
        assert judged["value"].startswith("Pass when the reply is plain, warm")
    if tool == "inspect":
        assert json.loads((folder / "settings.json").read_text()) == {
            "metric": "rubric_pass_rate",
            "judge": "openai/gpt-4o-2024-08-06",
            "judge_prompt": HONEST_FILES["evals/judge.md"],
        }


def test_a_metric_that_is_not_measured_here_is_not_claimed(repo: Repo) -> None:
    folder = tried(repo, "promptfoo", **{RECORD: VOICE.replace("exact_match", "warmth")})
    config = yaml.safe_load((folder / "promptfooconfig.yaml").read_text())
    assert config["defaultTest"]["assert"][0]["metric"] == "exact_match"
    readme = (folder / "README.md").read_text()
    assert "**The record's metric is `warmth`, which these files cannot measure:**" in readme


def test_a_system_prompt_of_the_rows_comes_first(repo: Repo) -> None:
    told_so = [
        {
            "messages": [
                {"role": "system", "content": "You are Acme."},
                *json.loads(line)["messages"],
            ]
        }
        for line in rows(numbered(40, "training")).splitlines()
    ]
    text = "".join(f"{json.dumps(each)}\n" for each in told_so)
    chat = chats(tried(repo, "plain", **{TRAIN: text}))[0]
    assert chat == [
        {"role": "system", "content": "You are Acme.\n\nReplies are warm, never {{ cold }}."}
    ]


def test_rows_that_cannot_be_shown_are_passed_over(repo: Repo) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    odd: list[list[dict[str, object]]] = [
        [{"role": "user", "content": "long " * 2000}, {"role": "assistant", "content": "ok"}],
        [{"role": "user", "content": [picture]}, {"role": "assistant", "content": "a cat"}],
        [{"role": "user", "content": "no answer"}],
    ]
    talk = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "and then?"},
        {"role": "user", "content": "second"},
        {"role": "assistant", "content": "done"},
    ]
    lines = [json.dumps({"messages": each}) for each in (*odd, talk)]
    text = rows(numbered(9, "training")) + "\n".join([*lines, "{"]) + "\n"
    shown = chats(tried(repo, "plain", **{TRAIN: text}))[-1][1:]
    asked = sorted(each["content"] for each in shown if each["role"] == "user")
    assert asked == [
        *numbered(9, "training"),
        "user: first\nassistant: and then?\nuser: second",
    ]


def test_a_test_without_an_answer_is_told(repo: Repo) -> None:
    bare = '{"messages": [{"role": "user", "content": "what now?"}]}\n'
    folder = tried(repo, "plain", **{TESTS: rows(numbered(3, "test")) + bare})
    assert "**1 of the 4 tests have no expected answer**" in (folder / "README.md").read_text()


def test_a_large_test_set_is_cut_and_that_is_told(repo: Repo) -> None:
    folder = tried(repo, "plain", **{TESTS: rows(numbered(1005, "test"))})
    assert len((folder / "tests.jsonl").read_text().splitlines()) == 1000
    assert "holds 5 more items; a trial takes 1000" in (folder / "README.md").read_text()


def test_without_a_record_the_files_are_named(repo: Repo) -> None:
    given = files()
    for path in (TUNING, TRAIN, TESTS):
        repo.write(path, given[path])
    repo.write("other/rows.jsonl", rows(numbered(12, "other")))
    named = ("--tests", TESTS, "--train", "other/rows.jsonl", "--output", "out")
    done = repo.run("trial", TUNING, "--for", "plain", *named)
    assert done.stderr == "wrote out: 10 prompts, 20 tests; out/README.md says how to run it\n"
    assert "other question number" in json.dumps(chats(repo.path / "out")[-1])
    assert "decisions/YOUR-RECORD.yaml" in (repo.path / "out/README.md").read_text()


def test_from_a_folder_below_the_root(repo: Repo) -> None:
    for path, text in files().items():
        repo.write(path, text)
    named = ("--record", "../decisions/voice.yaml", "--tests", f"../{TESTS}")
    done = repo.run("trial", "billing/train.yaml", "--for", "plain", *named, cwd="configs")
    shown = "../evals/voice-plain"
    assert done.stderr == (
        f"wrote {shown}: 10 prompts, 20 tests; {shown}/README.md says how to run it\n"
    )
    table = (repo.path / "evals/voice-plain/variations.csv").read_text()
    assert ",evals/voice-plain/prompts/v01-0shot.json\n" in table


NO_TESTS = (
    "no test set is known; name one by `--tests FILE`, or as `evaluation.test_set` of the record"
)
TOO_FEW = (
    "a prompt needs 10 that have an answer, at most 4,000 characters, and are no test items; name"
    " more by `--train FILE`"
)


@pytest.mark.parametrize(
    ("changed", "words", "message"),
    [
        ({RECORD: ""}, [], NO_TESTS),
        ({TUNING: "a: 1\n"}, [], f"no fine-tuning was found in `{TUNING}`;"),
        (
            {TESTS: ""},
            [],
            f"the test set `{TESTS}` gives no test item: it has no row with a question;",
        ),
        (
            {RECORD: VOICE.replace(TESTS, "data/gone.jsonl")},
            [],
            "the test set `data/gone.jsonl` gives no test item: it is not in the tree;",
        ),
        (
            {TRAIN: rows(numbered(9, "training"))},
            [],
            f"the training data holds 9 examples that can be shown; {TOO_FEW}",
        ),
        (
            {TRAIN: files()[TESTS]},
            [],
            f"the training data holds 0 examples that can be shown; {TOO_FEW}",
        ),
        (
            {
                TUNING: files()[TUNING].replace(TRAIN, "acme/voice"),
                RECORD: VOICE.replace(TRAIN, "x"),
            },
            [],
            "can be shown (`acme/voice`: it stands outside of the repository; `x`: it is not in",
        ),
        ({TRAIN: "\0\1\2"}, [], "can be shown (`data/billing_train.jsonl`: it is binary"),
        ({}, ["--record", TUNING], f"`{TUNING}` is no well-shaped decision record;"),
        ({}, ["--record", "gone.yaml"], "`gone.yaml` does not exist"),
        ({}, ["--tests", "/etc/hostname"], "`/etc/hostname` lies outside of"),
        ({}, ["--output", "data"], "`data` is there already; give another --output"),
        ({}, ["--output", f"{TRAIN}/x"], f"cannot write `{TRAIN}/x`: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_tried_is_one_line(
    repo: Repo, changed: dict[str, str], words: list[str], message: str
) -> None:
    for path, text in {**files(), **changed}.items():
        repo.write(path, text)
    done = repo.run("trial", TUNING, "--for", "plain", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ftpolicy: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (repo.path / "evals").exists()


def test_nothing_is_overwritten(repo: Repo) -> None:
    folder = tried(repo, "plain")
    kept = told(folder)
    done = repo.run("trial", TUNING, "--for", "plain", "--seed", "3")
    assert done.returncode == 2
    assert done.stderr.endswith("evals/voice-plain` is there already; give another --output\n")
    assert told(folder) == kept
    assert [path.name for path in folder.parent.iterdir()] == ["voice-plain"]


def test_a_trial_is_no_tuning_file_and_no_record(repo: Repo) -> None:
    for tool in sorted(tools()):
        tried(repo, tool)
    done = repo.run("scan", "--format", "paths")
    assert done.stdout == f"{TUNING}\n"
