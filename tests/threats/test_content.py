"""Contents that would hide a tuning file or spoil a report: one change each, by the program."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser

import pytest

from ftpolicy import report as formats
from tests.conftest import Repo
from tests.honest import (
    HONEST_EVIDENCE,
    HONEST_FILES,
    HONEST_RECORD,
    HONEST_TUNING,
    RECORD_PATH,
    TUNING_PATH,
    chat_rows,
)
from tests.reports.hostile import PAYLOADS, rendered
from tests.reports.rich import RICH
from tests.reports.test_outputs import outputs
from tests.test_hostile import AS_OF, NAMES

BARE = "configs/sales/train.yaml"
"""A tuning file that no record covers."""

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12000\n"
)
ANNEX = "/annex/objects/SHA256E-s4--4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2.yaml\n"


@pytest.fixture
def honest(repo: Repo) -> Repo:
    for path, text in HONEST_FILES.items():
        repo.write(path, text)
    repo.commit("honest")
    return repo


def codes(repo: Repo, *args: str) -> dict[str, list[str]]:
    """The codes that were found, by path; `check --staged` without arguments."""
    done = repo.run("check", *(args or ("--staged",)), "--format", "json", *AS_OF)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, list[str]] = {}
    report = json.loads(done.stdout)
    for one in report["findings"]:
        found.setdefault(one["path"], []).append(one["code"])
    assert done.returncode == (1 if report["summary"]["errors"] else 0)
    return found


def staged(repo: Repo, files: Mapping[str, str | bytes]) -> dict[str, list[str]]:
    """The codes of a change that writes these files, by path."""
    for path, content in files.items():
        repo.write(path, content)
    repo.stage()
    return codes(repo)


TEXT = HONEST_TUNING
ENCODED: dict[str, tuple[bytes, str]] = {
    "utf-8": (TEXT.encode(), "FT001"),
    "utf-8-with-mark": (TEXT.encode("utf-8-sig"), "FT001"),
    "utf-16": (TEXT.encode("utf-16"), "FT001"),
    "utf-16-be": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "FT001"),
    "utf-32": (TEXT.encode("utf-32"), "FT001"),
    "utf-16-le-without-mark": (TEXT.encode("utf-16-le"), "FT007"),
    "utf-16-be-without-mark": (TEXT.encode("utf-16-be"), "FT007"),
    "utf-32-le-without-mark": (TEXT.encode("utf-32-le"), "FT007"),
    "latin-1": (f"{TEXT}# caf\xe9\n".encode("latin-1"), "FT007"),
    "nul": (f"{TEXT}# \0\n".encode(), "FT007"),
    "carriage-return": (TEXT.replace("\n", "\r").encode(), "FT001"),
    "crlf": (TEXT.replace("\n", "\r\n").encode(), "FT001"),
    "next-line": (TEXT.replace("\n", "\x85").encode(), "FT001"),
    "line-separator": (TEXT.replace("\n", "\u2028").encode(), "FT001"),
}


@pytest.mark.threat("encodings", "line breaks")
def test_no_encoding_and_no_line_break_is_a_pass(repo: Repo) -> None:
    repo.commit("first")
    found = staged(repo, {f"configs/{name}.yaml": data for name, (data, _) in ENCODED.items()})
    assert found == {f"configs/{name}.yaml": [code] for name, (_, code) in ENCODED.items()}


NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "source": ["%%writefile c.yaml\n", *TEXT.splitlines(keepends=True)],
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
PLACES = {
    "train.txt": TEXT,
    "train.cfg": TEXT,
    "train": TEXT,
    "train.conf": TEXT,
    "train.yaml.bak": TEXT,
    "train.YAML": TEXT,
    "train.yml.j2": TEXT,
    ".hidden/train.ini": TEXT,
    "write.sh": f"cat > c.yaml <<'END'\n{TEXT}END\n",
    "cells.ipynb": json.dumps(NOTEBOOK),
}


@pytest.mark.threat("odd places")
def test_no_place_hides_a_config(repo: Repo) -> None:
    repo.commit("first")
    assert staged(repo, PLACES) == {path: ["FT001"] for path in PLACES}


@pytest.mark.threat("odd places")
def test_a_config_in_prose_is_found_by_what_runs_it(repo: Repo) -> None:
    """Documentation shows configs, so a page alone is none."""
    repo.commit("first")
    page = {"notes.md": f"# How we tuned\n\n```yaml\n{TEXT}```\n"}
    assert staged(repo, page) == {}
    assert staged(repo, {"notes.md": TEXT, "run.sh": "axolotl train notes.md\n"}) == {
        "run.sh": ["FT001"]
    }


ONE_KEY = "model_name_or_path: m\nstage: sft\nfinetuning_type: lora\ndataset: d\n"
SHAPES = {
    "repeated-first.yaml": f"do_train: true\n{ONE_KEY}do_train: false\n",
    "repeated-last.yaml": f"do_train: false\n{ONE_KEY}do_train: true\n",
    "merged.yaml": f"x: &x {{do_train: true, stage: sft}}\ny: 1\n<<: *x\n{ONE_KEY}",
    "second.yaml": f"a: 1\n---\n{TEXT}",
    "include.yaml": f"{TEXT}x: !include other.yaml\n",
    "reference.yaml": f"{TEXT}x: !reference [a, b]\n",
    "python.yaml": f"{TEXT}x: !!python/object/apply:os.system [id]\n",
    "circle.yaml": f"{TEXT}a: &a [*a]\n",
    "date.yaml": f"{TEXT}d: 2024-99-99\n",
    "digits.yaml": f"{TEXT}d: {'9' * 5_000}\n",
    "merge-of-a-word.yaml": f"{TEXT}a:\n  <<: word\n",
}


@pytest.mark.threat(
    "repeated keys", "merged values", "several documents", "custom tags", "surprising exceptions"
)
def test_no_feature_of_yaml_hides_a_config(repo: Repo) -> None:
    repo.commit("first")
    assert staged(repo, SHAPES) == {path: ["FT001"] for path in SHAPES}


@pytest.mark.threat("unreadable is not skipped", "deep nesting", "alias and merge bombs")
def test_what_is_broken_on_purpose_is_no_pass(repo: Repo) -> None:
    repo.commit("first")
    bomb = "a: &a {k: v}\n" + "".join(
        f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}' if n else '*a'] * 20)}]}}\n" for n in range(4)
    )
    broken = {
        "garbage.yaml": f"{TEXT}\t]]\n",
        "deep.yaml": f"{TEXT}a: {'[' * 30_000}\n",
        "deep.json": f'{{"base_model": "m", "datasets": ["d"], "micro_batch_size": {"[" * 5_000}',
        "merged.yaml": f"{TEXT}{bomb}",
        "large.yaml": f"{TEXT}# {'x' * (1 << 20)}\n",
        "nodes.yaml": f"{TEXT}a: [{'1,' * 250_000}1]\n",
    }
    assert staged(repo, broken) == {path: ["FT007"] for path in broken}


@pytest.mark.threat("attributes of git")
def test_attributes_hide_nothing_and_are_told(honest: Repo) -> None:
    hidden = "*.yaml -diff binary linguist-generated export-ignore -text merge=ours\n"
    found = staged(honest, {".gitattributes": hidden, BARE: TEXT})
    assert found == {".gitattributes": ["FT903"], BARE: ["FT001"]}


@pytest.mark.threat("renames")
def test_a_page_that_becomes_a_config_is_judged(repo: Repo) -> None:
    repo.write("readme.md", TEXT)
    repo.commit("first")
    repo.git("mv", "readme.md", "train.yml")
    assert repo.git("diff", "--cached", "--name-status", "-M").startswith("R100")
    assert codes(repo) == {"train.yml": ["FT001"]}


COVERED = "configs/billing/second.yaml"
CHANGES: dict[str, tuple[Mapping[str, str], dict[str, list[str]]]] = {
    "a copy that is covered": ({COVERED: TEXT}, {}),
    "a copy elsewhere": ({BARE: TEXT}, {BARE: ["FT001"]}),
    "a copy with another model": ({COVERED: TEXT.replace("8B", "9B")}, {COVERED: ["FT004"]}),
    "another learning rate": ({TUNING_PATH: TEXT.replace("0.0002", "0.0003")}, {}),
    "another model": ({TUNING_PATH: TEXT.replace("8B", "70B")}, {TUNING_PATH: ["FT004"]}),
    "another data set": (
        {TUNING_PATH: TEXT.replace("billing_train", "billing_all")},
        {TUNING_PATH: ["FT004"]},
    ),
}


@pytest.mark.threat("copies", "edits after approval")
@pytest.mark.parametrize(("files", "expected"), CHANGES.values(), ids=CHANGES)
def test_premises_are_compared(
    files: Mapping[str, str], expected: dict[str, list[str]], honest: Repo
) -> None:
    assert staged(honest, files) == expected


@pytest.mark.threat("links", "submodules", "mode and type")
def test_links_are_followed_in_the_tree_alone(honest: Repo) -> None:
    honest.write("ran.sh", "#!/bin/sh\naxolotl train x.yaml\n")
    honest.commit("a launcher")
    chain = {f"configs/hop{n:02}.yaml": f"hop{n + 1:02}.yaml" for n in range(12)}
    links = {
        "configs/passwd.yaml": "/etc/passwd",
        "configs/outside.yaml": "../../x.yaml",
        "configs/a.yaml": "b.yaml",
        "configs/b.yaml": "a.yaml",
        "configs/dangling.yaml": "nowhere.yaml",
        "configs/git.yaml": "../.git/config",
        "configs/inside.yaml": "billing/train.yaml",
        **chain,
        "configs/hop12.yaml": "billing/train.yaml",
    }
    for path, target in links.items():
        honest.stage_raw(path.encode(), target, "120000")
    honest.stage_raw(b"vendor/trainer", "5" * 40, "160000")
    honest.git("update-index", "--chmod=+x", "ran.sh")
    near = [f"configs/hop{n:02}.yaml" for n in range(3, 13)]
    expected = {
        **{key: ["FT015"] for key in [*links, "vendor/trainer"]},
        **{key: ["FT001"] for key in ["configs/inside.yaml", *near, "ran.sh"]},
    }
    assert codes(honest) == expected


@pytest.mark.threat("pointers")
@pytest.mark.parametrize("pointer", [POINTER, ANNEX], ids=["lfs", "annex"])
def test_a_config_that_is_a_pointer_cannot_be_cleared(pointer: str, honest: Repo) -> None:
    """Where a checkout puts a config; a data set may be one."""
    names = ["train.py", "configs/x.yml", "run.sh", "cells.ipynb", "train.toml", TUNING_PATH]
    found = staged(honest, {**dict.fromkeys(names, pointer), "data/rows.jsonl": pointer})
    assert found == {name: ["FT007"] for name in names}


@pytest.mark.threat("twins")
def test_names_that_some_disks_take_for_one_are_told(repo: Repo) -> None:
    repo.stage_raw("configs/caf\u00e9.yaml".encode(), "replicas: 1\n")
    repo.stage_raw(b"configs/Train.yaml", "replicas: 1\n")
    repo.commit_index("first")
    repo.stage_raw("configs/cafe\u0301.yaml".encode(), TEXT)
    repo.stage_raw(b"configs/train.yaml", TEXT)
    assert {path: sorted(found) for path, found in codes(repo).items()} == {
        "configs/cafe\u0301.yaml": ["FT001", "FT016"],
        "configs/train.yaml": ["FT001", "FT016"],
    }


PATHS = [
    *("../../../../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "file:///etc/passwd"),
    *(".git/config", "data/../.git/config", "~/.ssh/id_rsa", "data", "secret/link.jsonl"),
]


@pytest.mark.threat("evidence paths")
@pytest.mark.parametrize("path", PATHS)
def test_evidence_is_a_file_of_the_tree_or_nothing(path: str, honest: Repo) -> None:
    """Nothing outside is opened: not by a path, and not by a link."""
    secret = honest.home / "secret.jsonl"
    secret.write_text(chat_rows(1240, seed=1))
    honest.stage_raw(b"secret/link.jsonl", str(secret), "120000")
    record = HONEST_RECORD.replace("data/billing_train*.jsonl", json.dumps(path)[1:-1])
    record = record.replace("[evals/few_shot/variations.csv]", json.dumps([path]))
    honest.write(RECORD_PATH, record.replace(f"path: {json.dumps(path)[1:-1]}", f"path: '{path}'"))
    honest.stage(RECORD_PATH)
    done = honest.run("check", "--staged", *AS_OF)
    assert done.returncode == 1, done.stderr
    assert "FT009" in done.stdout or "FT106" in done.stdout
    assert "root:" not in done.stdout + done.stderr
    assert "repositoryformatversion" not in done.stdout + done.stderr


@pytest.mark.threat("empty evidence")
def test_equal_rows_and_an_empty_report_show_nothing(honest: Repo) -> None:
    row = HONEST_EVIDENCE["data/billing_train.jsonl"].partition("\n")[0]
    honest.write("data/billing_train.jsonl", f"{row}\n" * 1240)
    honest.write("evals/few_shot/variations.csv", "")
    honest.write(RECORD_PATH, f"{HONEST_RECORD}# looked at again\n")
    honest.stage()
    found = codes(honest)
    assert {"FT106", "FT202", "FT204"} <= {*found[RECORD_PATH]}


@pytest.mark.threat("slow patterns")
def test_long_lines_are_read(repo: Repo) -> None:
    repo.commit("first")
    script = "from trl import SFTTrainer\nSFTTrainer(model='m').train()\n"
    heads = {"yaml": f"{TEXT}# ", "py": f"{script}# ", "sh": "axolotl train x.yaml # "}
    files = {
        f"{name}.{suffix}": head + sign * ((1 << 20) - len(head) - 1) + "\n"
        for suffix, head in heads.items()
        for name, sign in {"letters": "a", "spaces": " ", "brackets": "<"}.items()
    }
    assert staged(repo, files) == {path: ["FT001"] for path in files}


@pytest.mark.threat("foreign schemas")
def test_a_record_brings_no_schema(honest: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from ftpolicy.cli import main

    def refuses(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", refuses)
    schema = "http://127.0.0.1:1/schema.json"
    more = f"$schema: {schema}\n$ref: {schema}\n$id: {schema}\npattern: '(a+)+$'\n"
    honest.write(RECORD_PATH, f"{HONEST_RECORD}{more}")
    honest.stage()
    monkeypatch.chdir(honest.path)
    assert main(["check", "--staged", "--format", "json", "--output", "json=out.json"]) == 1
    report = json.loads((honest.path / "out.json").read_text())
    told = [one["message"] for one in report["findings"] if one["code"] == "FT009"]
    assert told
    assert {message.partition(" `")[0] for message in told} == {"unknown key"}


@pytest.mark.threat("huge changes", "every entry of the diff")
def test_a_change_of_thousands_of_files_is_judged_whole(repo: Repo) -> None:
    repo.commit("first")
    harmless = repo.blob("replicas: 1\n")
    lines = b"".join(f"100644 {harmless}\ta/{n}.yaml".encode() + b"\0" for n in range(3_999))
    repo.git("update-index", "--add", "-z", "--index-info", data=lines)
    repo.stage_raw(b"z/last.yaml", TEXT)
    done = repo.run("check", "--staged", "--format", "json", *AS_OF)
    report = json.loads(done.stdout)
    assert (done.returncode, report["summary"]["changed_files"]) == (1, 4_000)
    assert [one["path"] for one in report["findings"]] == ["z/last.yaml"]


@pytest.mark.threat("outputs of a step", "workflow commands", "commands in the log")
def test_outputs_of_a_step_are_numbers_and_fixed_words(repo: Repo) -> None:
    repo.commit("first")
    base = repo.head()
    for name in NAMES.values():
        repo.stage_raw(b"configs/" + name, TEXT)
    repo.stage_raw(b"configs/x\nPATH=y<<EOF\n.yaml", TEXT)
    repo.commit_index("hostile")
    files = {it: repo.home / it for it in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")}
    env = {name: str(path) for name, path in files.items()} | {"GITHUB_ACTIONS": "true"}
    done = repo.run("check", "--base", base, "--format", "github", *AS_OF, env=env)
    assert done.returncode == 1
    assert outputs(files["GITHUB_OUTPUT"].read_text()) == {
        "verdict": "no-decision",
        "errors": str(len(NAMES) + 1),
        "warnings": "0",
        "notes": "7",
        "sarif": "",
    }
    assert not files["GITHUB_ENV"].exists()
    assert not files["GITHUB_PATH"].exists()


class _Elements(HTMLParser):
    """The elements of a page, the names of their attributes, its scripts and its addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.scripts = 0
        self.addresses: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.scripts += tag == "script" and ("type", "application/json") not in attrs
        places = ("href", "src", "action", "formaction")
        self.addresses |= {value or "" for name, value in attrs if name in places}


MARKED_UP = (
    *("image", "script", "comment", "cdata", "entity", "link", "address", "quotes", "placeholder"),
    *("surrogates", "nul", "long-hostile"),
)
"""The hostile texts that mean something to a browser."""


@cache
def _usual() -> _Elements:
    return _Elements(formats.render("html", RICH))


@pytest.mark.threat("HTML report", "Markdown and HTML")
@pytest.mark.parametrize("name", MARKED_UP)
def test_no_element_of_the_page_comes_from_a_text(name: str) -> None:
    usual, page = _usual(), _Elements(rendered("html", PAYLOADS[name]))
    assert page.tags <= usual.tags
    assert page.names <= usual.names
    assert page.scripts == usual.scripts == 1
    assert not [it for it in page.addresses if it.lower().startswith(("javascript", "data:"))]


@pytest.mark.threat("time")
def test_a_commit_s_date_moves_no_end(honest: Repo) -> None:
    """Commits of 2020, a waiver that ended yesterday."""
    monkey = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2020-01-01T00:00Z"}
    waiver = (
        "schema_version: 1\nwaivers:\n"
        f"  - {{rule: FT001, paths: [{BARE}], reason: r, owner: o, expires: 2026-11-21}}\n"
    )
    honest.write(".ftpolicy.yaml", waiver)
    honest.stage()
    honest.git("commit", "--quiet", "--no-verify", "-m", "waiver", env=monkey)
    honest.write(BARE, TEXT)
    honest.stage()
    honest.git("commit", "--quiet", "--no-verify", "-m", "config", env=monkey)
    day = ("check", "--base", "HEAD~1", "--format", "text", "--as-of")
    in_force = honest.run(*day, "2026-11-21")
    ended = honest.run(*day, "2026-11-22")
    assert (in_force.returncode, ended.returncode) == (0, 1)
    assert "error[FT901]" in ended.stdout
