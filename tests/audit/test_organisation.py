"""`ftpolicy audit --organisation`: private repositories by a token that is written nowhere."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audit.fleet import FLEET, PLAIN, UNCOVERED, commit, git
from tests.audit.https_forge import TOKEN, HttpsForge, basic, certificate, serving
from tests.conftest import Repo

GATE = """\
on: {pull_request: , merge_group: }
permissions: {}
jobs:
  gate: {runs-on: ubuntu-latest, steps: [{run: ftpolicy check --ci}]}
"""
WORKFLOW = {".github/workflows/gate.yml": GATE}
BRANCH = {"name": "main", "protected": False}


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls") / "localhost.pem")


@pytest.fixture
def forge(repo: Repo, tmp_path: Path, trusted: Path) -> Iterator[HttpsForge]:
    with serving(tmp_path / "forge", trusted) as made:
        yield made


def hold(forge: HttpsForge, name: str, files: Any) -> None:
    """A bare repository of acme with one commit, none without files."""
    work, bare = forge.folder.parent / "work" / name, forge.folder / f"acme/{name}.git"
    if files is None:
        bare.mkdir(parents=True)
        git(bare, "init", "--quiet", "--bare")
        return
    commit(work, files)
    git(work, "clone", "--quiet", "--bare", ".", str(bare))


def audit(repo: Repo, forge: HttpsForge, *args: str, **more: str) -> Any:
    """The finished program, with a token in its environment."""
    variables = {
        "GITHUB_API_URL": f"{forge.url}/api/v3",
        "GITHUB_TOKEN": TOKEN,
        "SSL_CERT_FILE": str(forge.certificate),
        **more,
    }
    common = ("--as-of", "2026-11-22", "--cache-dir", "cache", "--output", "rows.jsonl")
    return repo.run("audit", "--organisation", "github:acme", *common, *args, env=variables)


def rows(repo: Repo) -> dict[str, Any]:
    lines = (repo.path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["name"].rpartition("/")[2]: row for row in map(json.loads, lines)}


def test_an_organisation_is_audited(repo: Repo, forge: HttpsForge) -> None:
    for name in ("honest", "uncovered", "plain"):
        hold(forge, name, FLEET[f"acme/{name}"])
    hold(forge, "empty", None)
    forge.list("honest", "uncovered", "plain", "empty")
    forge.list("old", archived=True)
    forge.list("copy", fork=True)
    done = audit(repo, forge)
    assert done.stderr.startswith(
        "ftpolicy: 4 repositories of `github:acme`; left out: 1 archived, 1 forked\n"
        "ftpolicy: audited 4 of 4, "
    )
    assert {name: row["state"] for name, row in rows(repo).items()} == {
        "empty": "empty",
        "honest": "judged",
        "plain": "judged",
        "uncovered": "judged",
    }
    found = rows(repo)["honest"]
    address = f"{forge.url}/acme/honest"
    assert found["name"] == address.removeprefix("https://")
    assert found["place"] == f"{address}.git"
    assert found["page"] == f"{address}/blob/{found['commit']}/"
    assert done.returncode == 1


def test_the_token_is_written_nowhere(repo: Repo, forge: HttpsForge, tmp_path: Path) -> None:
    """Not in a file, a command line or a message; and not in what git says of a failure."""
    hold(forge, "app", UNCOVERED)
    forge.list("app", "gone")
    real = subprocess.run(["which", "git"], capture_output=True, check=True, text=True).stdout
    spy, log = tmp_path / "bin/git", tmp_path / "commands"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0 $*" >> "{log}"\nexec {real.strip()} "$@"\n')
    spy.chmod(spy.stat().st_mode | stat.S_IXUSR)
    more = {
        "PATH": f"{spy.parent}:{os.environ['PATH']}",
        "GIT_CURL_VERBOSE": "1",
        "GIT_TRACE_CURL": "1",
        "GIT_TRACE_REDACT": "0",
        "GIT_PYTHON_TRACE": "full",
    }
    done = audit(repo, forge, "--format", "html", **more)
    assert rows(repo)["app"]["state"] == "judged"
    assert rows(repo)["gone"]["state"] == "failed"
    assert sorted(forge.fetched) == ["/acme/app", "/acme/gone"]
    assert "http" in log.read_text(encoding="utf-8")
    secrets = (TOKEN, basic("x-access-token").removeprefix("Basic "), b64encode(TOKEN.encode()))
    bad = [it if isinstance(it, bytes) else it.encode() for it in secrets]
    texts = [text.encode() for text in (done.stdout, done.stderr)]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len([path for path in files if "cache" in path.parts]) > 5
    for text in (*texts, *(path.read_bytes() for path in files)):
        assert [secret for secret in bad if secret in text] == []


def test_the_token_goes_to_its_own_forge_alone(
    repo: Repo, forge: HttpsForge, trusted: Path, tmp_path: Path
) -> None:
    with serving(tmp_path / "forge", trusted) as other:
        hold(forge, "app", UNCOVERED)
        hold(forge, "beside", UNCOVERED)
        forge.list("app", "rewritten")
        rewrite = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{other.url}/acme/beside.insteadOf",
            "GIT_CONFIG_VALUE_0": f"{forge.url}/acme/rewritten",
        }
        forge.list("moved", clone_url=f"{other.url}/acme/moved.git")
        path = "/acme/app.git/info/refs"
        forge.redirects[path] = f"{other.url}{path}"
        given = {**rewrite, "GIT_SSL_CAINFO": str(trusted)}
        audit(repo, forge, f"{other.url}/acme/beside.git", **given)
        found = rows(repo)
        assert [(it, token) for it, token in other.seen if token] == []
        assert other.fetched == ["/acme/beside"]
    for name in ("beside", "rewritten"):
        assert found[name]["reason"].startswith("cannot be fetched: fatal: could not read Username")
    assert found["app"]["reason"].startswith("cannot be fetched: fatal: unable to ")
    assert found["moved"]["reason"] == (
        f"the forge says that it is cloned from `{other.url}/acme/moved.git`, not from"
        f" `{forge.url}/acme/moved.git`; name that address yourself, if you trust it"
    )


def test_settings_of_the_environment_stay(repo: Repo, forge: HttpsForge) -> None:
    """Those that are set by GIT_CONFIG_COUNT already, as a job's checkout may do."""
    hold(forge, "app", PLAIN)
    forge.list("renamed")
    rewrite = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{forge.url}/acme/app.insteadOf",
        "GIT_CONFIG_VALUE_0": f"{forge.url}/acme/renamed",
    }
    audit(repo, forge, **rewrite)
    assert rows(repo)["renamed"]["state"] == "judged"


RULE = [
    {
        "type": "required_status_checks",
        "parameters": {"required_status_checks": [{"context": "gate"}]},
    }
]


def test_whether_the_gate_is_required(repo: Repo, forge: HttpsForge) -> None:
    for name in ("required", "present", "unknown"):
        hold(forge, name, {**UNCOVERED, **WORKFLOW})
    hold(forge, "absent", UNCOVERED)
    hold(forge, "plain", {**PLAIN, **WORKFLOW})
    forge.list("required", "present", "unknown", "absent", "plain")
    for name in ("required", "present", "absent"):
        forge.answers[f"/api/v3/repos/acme/{name}/branches/main"] = (200, BRANCH)
    forge.answers["/api/v3/repos/acme/required/rules/branches/main"] = (200, RULE)
    done = audit(repo, forge, "--format", "json")
    assert {name: row["gate"]["required"] for name, row in rows(repo).items()} == {
        "absent": "absent",
        "plain": "",
        "present": "present",
        "required": "required",
        "unknown": "unknown",
    }
    why = (
        "the token may not read what `acme/unknown` requires (404 `Not Found`); it needs"
        " `contents: read` and `metadata: read`"
    )
    assert rows(repo)["unknown"]["gate"]["unknown"] == why
    assert done.stderr.endswith(
        f"ftpolicy: whether the gate is required is not known of 1: {why}\n"
    )
    assert json.loads(done.stdout)["summary"]["tuning_repositories_by_gate"] == {
        "absent": 1,
        "present with gaps": 1,
        "required with gaps": 1,
        "unknown": 1,
    }
