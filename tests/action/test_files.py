"""action.yml, the page about CI and the GitLab template: valid by the hosts' schemas, no gap."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from ftpolicy import __version__
from ftpolicy.pipeline.doctor import examine
from tests.action.runner import ACTION, ROOT
from tests.honest import MemoryTree

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
TEMPLATE = ROOT / "templates/gitlab-ci.yml"
HASH = "8e5e7e5ab8b370d6c329ec480221332ada57f0ab"
BLOCKS = [
    block.replace("<full commit hash>", HASH)
    for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
WORKFLOW, _, INCLUDE, AZURE, BITBUCKET = BLOCKS
OWNED = "* @acme/gate\n"
HOOK = f"""\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos: [{{repo: https://github.com/acme/ftpolicy, rev: {HASH}, hooks: [{{id: ftpolicy}}]}}]
"""


@pytest.mark.parametrize(
    ("schema", "text", "transform"),
    [
        ("github-actions", ACTION.read_text(encoding="utf-8"), ""),
        ("github-workflows", WORKFLOW, ""),
        ("gitlab-ci", TEMPLATE.read_text(encoding="utf-8"), "gitlab-ci"),
        ("gitlab-ci", INCLUDE, "gitlab-ci"),
        ("azure-pipelines", AZURE, "azure-pipelines"),
        ("bitbucket-pipelines", BITBUCKET, ""),
    ],
    ids=["action", "workflow", "gitlab", "gitlab-include", "azure", "bitbucket"],
)
def test_the_schema_of_the_host(schema: str, text: str, transform: str, tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="`pip install '.[lint]'` has check-jsonschema")
    path = tmp_path / "file.yml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-m", "check_jsonschema", "--builtin-schema"]
    more = ["--data-transform", transform] if transform else []
    done = subprocess.run(
        [*command, f"vendor.{schema}", *more, str(path)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize(
    ("path", "text", "left"),
    [
        (".github/workflows/ftpolicy.yml", WORKFLOW, ["note required"]),
        (".gitlab-ci.yml", TEMPLATE.read_text(encoding="utf-8"), []),
        (".gitlab-ci.yml", INCLUDE, []),
        ("azure-pipelines.yml", AZURE, []),
        ("bitbucket-pipelines.yml", BITBUCKET, []),
    ],
    ids=["workflow", "gitlab", "gitlab-include", "azure", "bitbucket"],
)
def test_our_own_doctor_finds_no_gap(path: str, text: str, left: list[str]) -> None:
    files = {path: text, "CODEOWNERS": OWNED, ".pre-commit-config.yaml": HOOK}
    gaps = examine(MemoryTree(files), date(2026, 11, 22))
    assert [f"{one.severity.value} {one.name}" for one in gaps] == left


def test_the_page_names_this_version() -> None:
    pins = re.findall(r"ftpolicy==([\w.]+)", PAGE)
    pins.append(yaml.safe_load(TEMPLATE.read_text())["ftpolicy"]["variables"]["FTPOLICY_VERSION"])
    assert {*pins} == {__version__}


def test_the_page_lists_every_input_and_output() -> None:
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE) == list(action["inputs"])
    (listed,) = re.findall(r"The outputs are (.*?) \(the path", PAGE, re.DOTALL)
    assert re.findall(r"`(\w+)`", listed) == list(action["outputs"])


def test_every_link_leads_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link
