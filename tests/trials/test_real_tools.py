"""Trials under the tools themselves, by the commands of their README, up to supported claims.

promptfoo comes by `npx`, Inspect into an environment of its own. The models are those that come
with the tools (`echo`, `mockllm/model`), and one of ours that answers some tests rightly.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Repo
from tests.precommit.conftest import index_settings
from tests.trials import HOSTILE, HOSTILE_TESTS, RECORD, TUNING, VOICE, files

pytestmark = pytest.mark.tools

NPM_CACHE = os.environ.get("NPM_CONFIG_CACHE")
CLAIMS = ("score", "variations_tried", "examples_in_prompt", "test_examples", "shortfall")
# of 20 tests the one numbered n is right when the prompt shows more than n examples
PROVIDER = """\
module.exports = class {
  id() { return 'graded'; }
  async callApi(prompt) {
    const chat = JSON.parse(prompt);
    const question = chat[chat.length - 1].content;
    const number = (question.match(/^test question number (\\d+)/) || [])[1];
    const shots = chat.filter((each) => each.role === 'assistant').length;
    const right = number !== undefined && Number(number) < shots;
    return { output: right ? `THANKS!  ${question}` : 'no' };
  }
};
"""
# the mock model counts tokens by a table that is downloaded; no score depends on it
TIKTOKEN = """\
class Words:
    def encode(self, text, **_):
        return text.split()


def get_encoding(_):
    return Words()
"""


def run(repo: Repo, line: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=repo.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **env},
    )
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def tried(repo: Repo, tool: str) -> tuple[Path, list[str], str]:
    """The trial's folder, the two commands of its README, and the block for the record."""
    for path, text in files().items():
        repo.write(path, text)
    assert repo.run("trial", TUNING, "--for", tool).returncode == 0
    folder = repo.path / f"evals/voice-{tool}"
    page = (folder / "README.md").read_text()
    shell = re.findall(r"```shell\n(.*?)```", page, re.DOTALL)[0].splitlines()
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    return folder, [line for line in shell if " eval " in line], block


def standings(repo: Repo, model: str, block: str) -> dict[str, tuple[str, str]]:
    """Each claim of the baseline after `measure --write`: what was measured, and its standing."""
    repo.write(RECORD, VOICE + re.sub("model: .*", f"model: {model}", block))
    repo.run("measure", RECORD, "--write")
    done = repo.run("measure", RECORD, "--format", "json")
    found = {each["claim"]: each for each in json.loads(done.stdout)["measured"]}
    wanted = {name: found[f"few_shot_baselines.0.{name}"] for name in CLAIMS}
    return {name: (each["measured"], each["standing"]) for name, each in wanted.items()}


@pytest.fixture
def npx(tmp_path: Path) -> dict[str, str]:
    if shutil.which("npx") is None:
        pytest.skip("no npx on PATH, so promptfoo ran no trial")
    return {
        "npm_config_cache": NPM_CACHE or str(tmp_path / "npm"),
        "npm_config_yes": "true",
        "PROMPTFOO_CONFIG_DIR": str(tmp_path / "promptfoo"),
        "PROMPTFOO_DISABLE_TELEMETRY": "1",
        "PROMPTFOO_DISABLE_UPDATE": "1",
    }


def test_promptfoo(repo: Repo, npx: dict[str, str]) -> None:
    folder, (dry, real), block = tried(repo, "promptfoo")
    assert "✗ 20 failed (100%)" in run(repo, dry, npx)
    assert not (folder / "results.json").exists()
    told = run(repo, real.replace("PROVIDER:MODEL", "echo"), npx)
    assert "0 errors (0%)" in told
    results = json.loads((folder / "results.json").read_text())["results"]["results"]
    echoed = [json.loads(each["response"]["output"]) for each in results]
    assert {chat[-1]["content"] for chat in echoed} >= set(HOSTILE_TESTS)
    shown = {turn["content"] for chat in echoed for turn in chat[:-1]}
    assert set(HOSTILE) <= shown
    assert "root:" not in (folder / "results.json").read_text()
    assert standings(repo, "echo", block) == {
        "score": ("0", "supported"),
        "variations_tried": ("10", "supported"),
        "examples_in_prompt": ("10", "supported"),
        "test_examples": ("20", "supported"),
        "shortfall": ("0, upper bound 0.1192", "supported"),
    }
    provider = repo.write("provider.cjs", PROVIDER)
    told = run(repo, real.replace("PROVIDER:MODEL", f"file://{provider}"), npx)
    assert "0 errors (0%)" in told
    assert standings(repo, "graded", block)["score"] == ("0.5", "supported")


def test_inspect(repo: Repo, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip = [place / "bin/python", "-m", "pip", "install", "--quiet", "inspect_ai"]
    subprocess.run(pip, check=True, env={**os.environ, **index_settings()})
    (tmp_path / "stand-in").mkdir()
    (tmp_path / "stand-in/tiktoken.py").write_text(TIKTOKEN)
    env = {
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(tmp_path / "stand-in"),
        "INSPECT_DISPLAY": "plain",
    }
    folder, (dry, real), block = tried(repo, "inspect")
    assert run(repo, dry, env).startswith("0\n")
    assert not (folder / "logs").exists()
    told = run(repo, real.replace("PROVIDER/MODEL", "mockllm/model"), env)
    assert told.startswith("0\n"), told
    logs = sorted((folder / "logs").glob("*.json"))
    assert len(logs) == 10
    head = json.loads(logs[-1].read_text())
    sent = [turn["content"] for turn in head["samples"][0]["messages"]]
    assert len(sent) == 23
    asked = {sample["messages"][-2]["content"] for sample in head["samples"]}
    assert asked >= set(HOSTILE_TESTS)
    assert standings(repo, "mockllm/model", block) == {
        "score": ("0", "supported"),
        "variations_tried": ("10", "supported"),
        "examples_in_prompt": ("10", "supported"),
        "test_examples": ("20", "supported"),
        "shortfall": ("0, upper bound 0.1192", "supported"),
    }
