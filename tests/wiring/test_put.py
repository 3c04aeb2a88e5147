"""Hook, job and owners put into files that are there; all else keeps every byte."""

from __future__ import annotations

import difflib

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ftpolicy import __version__
from ftpolicy.wiring.edit import ByHand, Edit
from ftpolicy.wiring.hooks import STAGES, hook_gaps
from ftpolicy.wiring.put_hook import put_hook
from ftpolicy.wiring.put_job import forge_of, put_job
from ftpolicy.wiring.put_owners import put_owners
from tests.honest import MemoryTree

CONFIG = ".pre-commit-config.yaml"
PIPELINE = ".gitlab-ci.yml"
ALL = "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]\n"
OURS = f"""\
- repo: local
  hooks:
    - id: ftpolicy
      name: ftpolicy (fine-tuning needs a decision record)
      entry: ftpolicy hook
      language: python
      additional_dependencies: ["ftpolicy=={__version__}"]
      pass_filenames: false
      always_run: true
      require_serial: true
      stages: [pre-commit, pre-merge-commit, pre-push, manual]
"""
UNSAFE = "it is written in a way that cannot be added to safely"
INDENTED = "".join(f"  {line}\n" for line in OURS.splitlines())


def hooked(text: str) -> str:
    found = put_hook(MemoryTree({CONFIG: text}))
    assert isinstance(found, Edit), found
    assert put_hook(MemoryTree({CONFIG: found.after})) is None
    assert hook_gaps(MemoryTree({CONFIG: found.after})) == (True, ())
    return found.after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "# ours\nrepos:\n  - repo: a  # why\n    rev: v1\n    hooks: [{id: x}]\n",
            f"# ours\n{ALL}repos:\n  - repo: a  # why\n    rev: v1\n    hooks: [{{id: x}}]\n"
            + INDENTED,
            id="indented",
        ),
        pytest.param(
            "repos:\n- repo: a\n  hooks:\n  - id: x\n\n# the end\nci:\n  skip: []\n",
            f"{ALL}repos:\n- repo: a\n  hooks:\n  - id: x\n{OURS}\n# the end\nci:\n  skip: []\n",
            id="at the margin, a key follows",
        ),
        pytest.param("repos: []\n", f"{ALL}repos:\n{INDENTED}", id="no repos"),
        pytest.param("repos:\n", f"{ALL}repos:\n{INDENTED}", id="nothing under repos"),
        pytest.param("fail_fast: true", f"{ALL}fail_fast: true\nrepos:\n{INDENTED}", id="no key"),
        pytest.param("# todo\n", f"# todo\n{ALL}repos:\n{INDENTED}", id="only a comment"),
        pytest.param(
            "default_install_hook_types: [pre-commit]  # one\nrepos: []  # none\n",
            "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]  # one\n"
            f"repos:  # none\n{INDENTED}",
            id="types in brackets",
        ),
        pytest.param(
            "default_install_hook_types:\n  - pre-push  # last\nrepos: []\n",
            "default_install_hook_types:\n  - pre-push  # last\n  - pre-commit\n"
            f"  - pre-merge-commit\nrepos:\n{INDENTED}",
            id="types as a list",
        ),
        pytest.param(
            "repos:\r\n  - repo: a\r\n    hooks: []\r\n",
            (f"{ALL}repos:\n  - repo: a\n    hooks: []\n{INDENTED}").replace("\n", "\r\n"),
            id="windows",
        ),
        pytest.param(
            "---\nrepos:\n  - repo: a\n    hooks: []\n...\n",
            f"---\n{ALL}repos:\n  - repo: a\n    hooks: []\n{INDENTED}...\n",
            id="marks of a document",
        ),
    ],
)
def test_the_hook_is_added(before: str, after: str) -> None:
    assert hooked(before) == after


def test_a_fresh_configuration() -> None:
    assert put_hook(MemoryTree()) == Edit(
        CONFIG, None, f"{ALL}repos:\n{INDENTED}", "runs `ftpolicy hook` before each commit"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "repos: [{repo: a, hooks: []}]\n",
            UNSAFE,
        ),
        ("repos: {a: 1}\n", UNSAFE),
        ("repos:\n  []\n", UNSAFE),
        ("  repos:\n    - {repo: a}\n", UNSAFE),
        ("default_install_hook_types: all\n", UNSAFE),
        ("default_install_hook_types: [pre-push,\n  manual]\n", UNSAFE),
        ("- a\n", "it is no mapping"),
        ("repos: [\n", "it is not valid YAML: did not find expected node content"),
        ("a: 1\n---\nb: 1\n", "it holds several documents"),
        (b"\xff\xfe", "it is no UTF-8"),
        (b" " * (1 << 21), "it is larger than 1 MiB"),
    ],
    ids=[
        *("brackets", "mapping", "brackets below", "a margin", "a word", "two lines"),
        "list",
        "broken",
        "documents",
        "binary",
        "huge",
    ],
)
def test_what_cannot_be_edited_is_left_to_a_person(text: str | bytes, why: str) -> None:
    found = put_hook(MemoryTree({CONFIG: text}))
    assert isinstance(found, ByHand)
    assert found.why == why
    assert "entry: ftpolicy hook" in found.text


WORDS = st.sampled_from(["a", "b-c", '"# no comment"', "'x: y'", "1.0", "true", "|2+\n      z\n\n"])
GAPS = st.sampled_from(["", "\n", "# why\n", "  # deep\n", "\n\n# two\n\n"])


@st.composite
def configs(draw: st.DrawFn) -> str:
    """A configuration as people write them: comments anywhere, either indentation."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    text = draw(GAPS)
    if draw(st.booleans()):
        text += "fail_fast: true  # early\n"
    if draw(st.booleans()):
        text += "default_install_hook_types: [pre-push]\n" + draw(GAPS)
    text += "repos:\n"
    for _ in range(draw(st.integers(1, 3))):
        text += (
            f"{draw(GAPS)}{indent}- repo: {draw(st.sampled_from(['a', 'https://b.example/c']))}\n"
        )
        text += f"{indent}  rev: {draw(st.sampled_from(['v1', '1.0']))}  # pinned\n{draw(GAPS)}"
        text += f"{indent}  hooks:\n{indent}  - id: {draw(st.sampled_from(['x', 'y']))}\n"
    text += draw(GAPS)
    if draw(st.booleans()):
        text += "ci:\n  skip: [x]\n" + draw(GAPS)
    text = text if draw(st.booleans()) else text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(max_examples=50, deadline=None)
@given(configs())
def test_a_configuration_keeps_its_comments_and_values(text: str) -> None:
    before, after = yaml.safe_load(text), yaml.safe_load(hooked(text))
    assert after["repos"][:-1] == before["repos"]
    assert after["repos"][-1]["hooks"][0]["id"] == "ftpolicy"
    assert set(after["default_install_hook_types"]) == set(STAGES)
    ours = ("repos", "default_install_hook_types")
    assert next({k: v for k, v in each.items() if k not in ours} for each in (before, after)) == {
        k: v for k, v in after.items() if k not in ours
    }
    gone = [
        line[2:].rstrip("\r")
        for line in difflib.ndiff(text.split("\n"), hooked(text).split("\n"))
        if line.startswith("- ")
    ]
    assert all(
        line in ("default_install_hook_types: [pre-push]", "") or text.rstrip("\r\n").endswith(line)
        for line in gone
    )


GITLAB = "# ci\nstages: [build, deploy]\n\nbuild:\n  stage: build\n  script: [make]  # all\n"


def test_a_job_is_added_to_gitlab() -> None:
    found = put_job(MemoryTree({PIPELINE: GITLAB}), "gitlab")
    assert isinstance(found, Edit)
    assert found.after.startswith(f"{GITLAB}\n# The gate: ")
    values = yaml.safe_load(found.after)
    assert values["ftpolicy"]["stage"] == "build"
    assert {k: v for k, v in values.items() if k != "ftpolicy"} == yaml.safe_load(GITLAB)
    assert put_job(MemoryTree({PIPELINE: found.after}), "gitlab") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"\xff\xfe", "it is no UTF-8"),
        ("- a\n", "it is no mapping"),
        ("a: [\n", "it is not valid YAML: did not find expected node content"),
        ("ftpolicy:\n  script: [make]\n", "it has a job `ftpolicy` that does not run the gate"),
        ("a: |+\n  x\n\n", UNSAFE),
        ("{a: 1}\n", UNSAFE),
    ],
    ids=["binary", "list", "broken", "another job", "a text that would grow", "brackets"],
)
def test_a_pipeline_that_cannot_be_edited_is_left_to_a_person(text: str | bytes, why: str) -> None:
    found = put_job(MemoryTree({PIPELINE: text}), "gitlab")
    assert isinstance(found, ByHand)
    assert found.why == why
    assert "ftpolicy check --ci" in found.text


def test_a_workflow_that_is_there_is_left_to_a_person() -> None:
    path = ".github/workflows/ftpolicy.yml"
    found = put_job(MemoryTree({path: "on: push\njobs: {}\n"}), "github")
    assert isinstance(found, ByHand)
    assert (found.path, found.why) == (path, "it is there and does not run the gate")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["a:\n  script: [x]\n", "# note\n", "\n", "include: []\n", "variables: {A: '1'}\n"]
        ),
        unique=True,
        max_size=5,
    ).map("".join),
    st.booleans(),
)
def test_a_pipeline_keeps_its_comments_and_values(text: str, ends: bool) -> None:
    text = text if ends else text.rstrip("\n")
    found = put_job(MemoryTree({PIPELINE: text}), "gitlab")
    assert isinstance(found, Edit)
    assert found.after.startswith(text)
    values = yaml.safe_load(found.after)
    assert values.pop("ftpolicy")["variables"]["FTPOLICY_VERSION"] == __version__
    assert values == (yaml.safe_load(text) or {})


@pytest.mark.parametrize(
    ("files", "remote", "forge"),
    [
        ({PIPELINE: ""}, "git@github.com:a/b.git", "gitlab"),
        ({".github/x.md": ""}, "", "github"),
        ({}, "git@github.com:a/b.git", "github"),
        ({}, "https://token@gitlab.acme.example/a/b.git", "gitlab"),
        ({}, "ssh://git@code.acme.example/github/b.git", None),
        ({}, "", None),
    ],
    ids=["pipeline", "folder", "ssh", "https", "other", "none"],
)
def test_the_forge(files: dict[str, str], remote: str, forge: str | None) -> None:
    assert forge_of(MemoryTree(files), remote) == forge


HEAD = "# ftpolicy: who is asked before the gate or a decision about fine-tuning changes\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("* @all", None),
        (
            "/.ftpolicy.yaml @a",
            "/.ftpolicy.yaml @a\n\n" + HEAD + "/decisions/ @t\n/CODEOWNERS @t\n",
        ),
        (
            "[Docs]\n/docs @d\n",
            (
                f"[Docs]\n/docs @d\n\n{HEAD}[ftpolicy]\n/.ftpolicy.yaml @t\n/decisions/ @t\n"
                "/CODEOWNERS @t\n"
            ),
        ),
        ("", f"{HEAD}/.ftpolicy.yaml @t\n/decisions/ @t\n/CODEOWNERS @t\n"),
    ],
    ids=["owned", "in-part", "sections", "empty"],
)
def test_owners(text: str, after: str | None) -> None:
    parts = (".ftpolicy.yaml", "decisions/")
    found = put_owners(MemoryTree({"CODEOWNERS": text}), parts, "@t", None)
    assert (found.after if isinstance(found, Edit) else found) == after
    if after is not None:
        assert put_owners(MemoryTree({"CODEOWNERS": after}), parts, "@t", None) is None
