"""The steps of action.yml, run as a runner runs them: bash, its variables, its output files."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import Repo

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / "action.yml"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_OUTPUT = re.compile(r"^(\w+)<<(\S+)\n(.*?)\n?^\2$", re.MULTILINE | re.DOTALL)


def action() -> dict[str, Any]:
    """The parsed action."""
    loaded: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return loaded


@dataclass
class Runner:
    """One job: a checkout, a temporary folder, and the address of the action."""

    checkout: Repo
    event: Mapping[str, str]
    temp: Path
    action_path: Path = ROOT
    inputs: dict[str, str] = field(default_factory=dict)
    token: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def step(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a step; further arguments are appended to its last command."""
        (step,) = [one for one in action()["runs"]["steps"] if one["id"] == name]
        assert step["shell"] == "bash"
        script = self.temp / f"{name}.sh"
        script.write_text(" ".join((step["run"].rstrip("\n"), *arguments)) + "\n")
        files = {
            key: self.temp / f"{name}-{key}" for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        for path in files.values():
            path.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.checkout.path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={
                **os.environ,
                **self.event,
                "GITHUB_WORKSPACE": str(self.checkout.path),
                "GITHUB_ACTION_PATH": str(self.action_path),
                "RUNNER_TEMP": str(self.temp),
                **{key: str(path) for key, path in files.items()},
                **{key: self._value(value) for key, value in step["env"].items()},
            },
        )
        told = files["GITHUB_OUTPUT"].read_text(encoding="utf-8")
        self.outputs[name] = {key: value for key, _, value in _OUTPUT.findall(told)}
        return done

    def summary(self, name: str) -> str:
        return (self.temp / f"{name}-GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")

    def output(self, name: str) -> str:
        """An output of the action."""
        return self._value(action()["outputs"][name]["value"])

    def _value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._expression(found[1]), text)

    def _expression(self, text: str) -> str:
        if text == "github.action_path":
            return str(self.action_path)
        if text == "github.token":
            return self.token
        kind, _, rest = text.partition(".")
        if kind == "inputs":
            return self.inputs.get(rest, self._value(action()["inputs"][rest]["default"]))
        assert kind == "steps", text
        step, _, name = rest.partition(".outputs.")
        return self.outputs.get(step, {}).get(name, "")
