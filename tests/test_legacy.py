"""A repository with 200 tuning files adopts the gate today: the baseline, from outside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Repo

BASELINE = ".ftpolicy-baseline.yaml"
AS_OF = ("--as-of", "2026-11-22")
COUNT = 200
MODELS = ("meta-llama/Llama-3.1-8B", "mistralai/Mistral-7B-v0.3", "Qwen/Qwen2.5-7B")
FIRST, SECOND = "configs/team-0/run-000.yaml", "configs/team-7/run-077.yaml"


def path_of(number: int) -> str:
    return f"configs/team-{number % 10}/run-{number:03}.yaml"


def config(number: int, model: str = "", rate: str = "0.0002") -> str:
    return (
        f"base_model: {model or MODELS[number % 3]}\nadapter: lora\nlora_r: 16\n"
        f"datasets:\n  - path: data/{number:03}.jsonl\n    type: chat_template\n"
        f"micro_batch_size: 2\nnum_epochs: 3\nlearning_rate: {rate}\n"
    )


def entry_text(number: int) -> str:
    return (
        f"  - path: {path_of(number)}\n    base_model: {MODELS[number % 3]}\n    method: sft\n"
        f"    datasets: [data/{number:03}.jsonl]\n"
    )


def expected_baseline(numbers: Iterator[int] | range | list[int]) -> str:
    entries = sorted(map(entry_text, numbers))
    return (
        "# Tuning files that had no decision record when the gate came"
        " (`ftpolicy baseline show`).\n"
        "# An entry holds until its premises change or the file moves. Entries only ever go"
        " away:\n"
        "# `ftpolicy baseline prune` removes those that nothing needs.\n"
        "schema_version: 1\nentries:\n" + "".join(entries)
    )


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy: the 200 files as git has them; each test makes its own repository."""
    folder = tmp_path_factory.mktemp("legacy")
    for number in range(COUNT):
        file = folder / path_of(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(config(number))
    return folder


@pytest.fixture
def legacy(repo: Repo, adopted: Path) -> Repo:
    """The repository with its baseline on the main branch."""
    shutil.copytree(adopted, repo.path, dirs_exist_ok=True)
    repo.write(BASELINE, expected_baseline(range(COUNT)))
    repo.commit("adopt the gate")
    return repo


def report(repo: Repo, *words: str) -> tuple[int, dict[str, Any]]:
    done = repo.run("check", *words, *AS_OF, "--format", "json")
    return done.returncode, json.loads(done.stdout)


def standing(value: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (one["code"], one["path"], one["message"])
        for one in value["findings"]
        if not one["waived"] and not one["baseline"]
    ]


def test_adoption(repo: Repo, adopted: Path) -> None:
    """Before it everything blocks; it notes every file once and sorted; it lands by itself."""
    shutil.copytree(adopted, repo.path, dirs_exist_ok=True)
    repo.commit("legacy")
    code, value = report(repo, "--all")
    assert (code, value["summary"]["errors"], value["summary"]["baseline"]) == (1, COUNT, 0)

    done = repo.run("baseline", "create")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"ftpolicy: wrote {BASELINE}, which notes 200 tuning files\n"
    assert (repo.path / BASELINE).read_text() == expected_baseline(range(COUNT))

    repo.stage()
    code, value = report(repo, "--staged")
    assert (code, [found[0] for found in standing(value)]) == (0, ["FT903"])


def test_a_second_time_there_is_nothing_to_add(legacy: Repo) -> None:
    written = (legacy.path / BASELINE).read_text()

    again = legacy.run("baseline", "create")
    assert (again.returncode, again.stdout, again.stderr) == (
        0,
        "",
        "ftpolicy: nothing to add: the baseline notes 200 tuning files\n",
    )
    assert (legacy.path / BASELINE).read_text() == written


def test_with_the_baseline_nothing_blocks_and_all_is_counted(legacy: Repo) -> None:
    code, value = report(legacy, "--all")
    assert code == 0
    assert value["summary"] == {
        "errors": 0,
        "warnings": 0,
        "notes": 0,
        "waived": 0,
        "baseline": COUNT,
        "changed_files": COUNT + 1,
        "tuning_files": COUNT,
        "covered": 0,
    }
    assert {one["code"] for one in value["findings"] if one["baseline"]} == {"FT001"}
    assert standing(value) == []


def test_the_text_report_lists_the_first_and_counts_the_rest(legacy: Repo) -> None:
    done = legacy.run("check", "--all", *AS_OF)
    ordered = sorted(map(path_of, range(COUNT)))
    assert done.stdout == (
        "baseline: 200 tuning files noted without a decision\n"
        + "".join(f"  {path}\n" for path in ordered[:10])
        + "  ... and 190 more\n"
        "ftpolicy: 200 in the baseline; looked at 200 tuning files in 201 changed files\n"
        "  (work tree), judged by the built-in policy\n"
    )


def test_another_learning_rate_passes(legacy: Repo) -> None:
    legacy.write(FIRST, config(0, rate="0.0001"))
    legacy.stage()
    done = legacy.run("hook", *AS_OF)
    assert (done.returncode, done.stdout) == (
        0,
        (
            f"baseline: 1 tuning file noted without a decision\n  {FIRST}\n"
            "note: local result: CI decides against the target branch\n"
            "ftpolicy: 1 in the baseline; looked at 1 tuning file in 1 changed file (staged),\n"
            "  judged by the built-in policy\n"
        ),
    )


def test_one_premise_changed(legacy: Repo) -> None:
    legacy.write(FIRST, config(0, model="meta-llama/Llama-3.1-70B"))
    legacy.stage()
    code, value = report(legacy, "--staged")
    assert code == 1
    assert standing(value) == [
        (
            "FT001",
            FIRST,
            (
                "no live decision record covers this tuning file, and the baseline no longer holds:"
                " base model `meta-llama/Llama-3.1-70B`, noted as `meta-llama/Llama-3.1-8B`"
            ),
        )
    ]


def test_one_file_moved(legacy: Repo) -> None:
    moved = "configs/team-7/renamed.yaml"
    legacy.git("mv", SECOND, moved)
    code, value = report(legacy, "--staged")
    assert code == 1
    assert standing(value) == [("FT001", moved, "no live decision record covers this tuning file")]


@pytest.fixture
def outgrown(legacy: Repo) -> Repo:
    """One premise changed and one file moved, past the gate."""
    legacy.write(FIRST, config(0, model=MODELS[1]))
    legacy.git("mv", SECOND, "configs/team-7/renamed.yaml")
    legacy.commit("past the gate")
    return legacy


def test_the_whole_tree_names_each_entry_that_nothing_needs(outgrown: Repo) -> None:
    code, value = report(outgrown, "--all")
    assert (code, value["summary"]["baseline"]) == (1, 198)
    assert standing(value) == [
        (
            "FT904",
            BASELINE,
            f"nothing needs the baseline's entry of `{FIRST}`: its premises are others",
        ),
        ("FT904", BASELINE, f"nothing needs the baseline's entry of `{SECOND}`: the file is gone"),
        (
            "FT001",
            FIRST,
            (
                "no live decision record covers this tuning file, and the baseline no longer holds:"
                " base model `mistralai/Mistral-7B-v0.3`, noted as `meta-llama/Llama-3.1-8B`"
            ),
        ),
        (
            "FT001",
            "configs/team-7/renamed.yaml",
            "no live decision record covers this tuning file",
        ),
    ]


def test_prune_removes_just_those(outgrown: Repo) -> None:
    done = outgrown.run("baseline", "prune")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        (
            f"ftpolicy: removed {FIRST}: its premises are others\n"
            f"ftpolicy: removed {SECOND}: the file is gone\n"
            f"ftpolicy: wrote {BASELINE}, which notes 198 tuning files\n"
        ),
    )
    kept = [number for number in range(COUNT) if number not in (0, 77)]
    assert (outgrown.path / BASELINE).read_text() == expected_baseline(kept)
    code, value = report(outgrown, "--all")
    assert (code, value["summary"]["baseline"]) == (1, 198)
    assert [code for code, *_ in standing(value)] == ["FT001", "FT001"]
    again = outgrown.run("baseline", "prune")
    assert again.stderr == "ftpolicy: nothing to remove: 198 tuning files in the baseline\n"


def test_it_grows_only_when_it_is_told_to(outgrown: Repo) -> None:
    refused = outgrown.run("baseline", "create")
    assert (refused.returncode, refused.stdout, refused.stderr) == (
        2,
        "",
        (
            "ftpolicy: the baseline only shrinks, and 2 tuning files would be added"
            f" (`{FIRST}`, `configs/team-7/renamed.yaml`); run `ftpolicy new` for their records, or"
            " have the gate's owners decide on `ftpolicy baseline create --grow`\n"
        ),
    )
    assert (outgrown.path / BASELINE).read_text() == expected_baseline(range(COUNT))
    grown = outgrown.run("baseline", "create", "--grow")
    assert (grown.returncode, grown.stderr) == (
        0,
        f"ftpolicy: wrote {BASELINE}, which notes 201 tuning files\n",
    )
    code, value = report(outgrown, "--all")
    assert (code, value["summary"]["baseline"]) == (0, 200)
    assert [(code, path) for code, path, _ in standing(value)] == [("FT904", BASELINE)]


def test_show_says_what_holds(outgrown: Repo) -> None:
    done = outgrown.run("baseline", "show")
    lines = done.stdout.splitlines()
    assert (done.returncode, len(lines)) == (0, 201)
    assert lines[0] == (
        f"{FIRST}: meta-llama/Llama-3.1-8B, sft, data/000.jsonl"
        " (not needed: its premises are others)"
    )
    assert lines[-1] == (
        "ftpolicy: 200 tuning files in the baseline, 2 not needed (`ftpolicy baseline prune`)"
    )
    value = json.loads(outgrown.run("baseline", "show", "--format", "json").stdout)
    assert value["entries"][0] == {
        "path": FIRST,
        "base_model": "meta-llama/Llama-3.1-8B",
        "method": "sft",
        "datasets": ["data/000.jsonl"],
        "line": 6,
        "holds": False,
        "why_not": "its premises are others",
    }
    assert sum(each["holds"] for each in value["entries"]) == 198


@pytest.mark.threat("policy of the base")
def test_an_entry_in_the_same_change_as_its_file_has_no_effect(legacy: Repo) -> None:
    legacy.git("checkout", "--quiet", "-b", "feature")
    legacy.write("configs/new.yaml", config(500))
    assert legacy.run("baseline", "create", "--grow").returncode == 0
    legacy.commit("new file with its entry")
    code, value = report(legacy, "--base", "main")
    assert code == 1
    assert standing(value) == [
        (
            "FT903",
            BASELINE,
            "this change edits the gate (baseline); it is judged by the policy of its base",
        ),
        ("FT001", "configs/new.yaml", "no live decision record covers this tuning file"),
    ]


def test_a_change_cannot_take_the_baseline_away_from_itself(legacy: Repo) -> None:
    legacy.git("rm", "--quiet", BASELINE)
    legacy.write(FIRST, config(0, rate="0.0001"))
    legacy.stage()
    code, value = report(legacy, "--staged")
    assert (code, value["summary"]["baseline"]) == (0, 1)
    assert [code for code, *_ in standing(value)] == ["FT903"]


def test_a_record_ends_the_entry(legacy: Repo) -> None:
    """What a record once decided is the record's: neither its loss nor its no is silenced."""
    record = (
        "kind: fine-tuning-decision\nschema_version: 1\nid: first\nstatus: {}\n"
        f"covers: [{FIRST}]\n"
    )
    legacy.write("decisions/first.yaml", record.format("rejected"))
    legacy.stage()
    code, value = report(legacy, "--staged")
    assert (code, [found[0] for found in standing(value)]) == (1, ["FT002"])
    legacy.write("decisions/first.yaml", record.format("accepted"))
    legacy.commit("past the gate")
    legacy.git("rm", "--quiet", "decisions/first.yaml")
    code, value = report(legacy, "--staged")
    assert (code, [found[0] for found in standing(value)]) == (1, ["FT005"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "1:1: the baseline has no `schema_version` and no `entries`", id="empty"),
        pytest.param(
            "schema_version: 1\nentries:\n  - base_model: x\n",
            "3:5: item 1 of `entries` has no `path`",
            id="no path",
        ),
        pytest.param(
            "schema_version: 1\nentries:\n  - path: a\n    base_modl: x\n",
            "4:5: unknown key `base_modl`, did you mean `base_model`?",
            id="mistyped",
        ),
        pytest.param(
            "schema_version: 2\nentries: []\n",
            "1:17: `schema_version` must be `1`, found `2`",
            id="version",
        ),
        pytest.param(
            "schema_version: 1\nentries: [{path: a}\n",
            "3:1: cannot be read: it is not valid YAML: did not find expected ',' or ']'",
            id="broken",
        ),
    ],
)
def test_a_malformed_baseline_ends_the_run_with_its_line(
    repo: Repo, text: str, message: str
) -> None:
    repo.write(BASELINE, text)
    repo.write(FIRST, config(0))
    for words in (("check", "--all"), ("baseline", "show"), ("baseline", "create", "--grow")):
        done = repo.run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"ftpolicy: the baseline cannot be used:\n{BASELINE}:{message}\n"
