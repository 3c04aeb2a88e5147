"""From a blocked commit to a passing one: the lines that a person must write after `new`.

For three frameworks: `ftpolicy new FILE --no-input`, then one honest edit for each gap that an
error names (a target, a goal, a plan), until `ftpolicy check` passes. The edits are counted as
changed lines of the record; `--all-gaps` fills in as well what only warnings name.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVALS = ROOT / "examples" / "passing" / "evals"
DATA = ROOT / "examples" / "passing" / "data"

AXOLOTL = """\
base_model: meta-llama/Llama-3.1-8B-Instruct
adapter: lora
lora_r: 16
datasets:
  - path: data/support_train.jsonl
    type: {field_instruction: prompt, field_output: answer}
learning_rate: 0.0002
"""
TRL = """\
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

rows = load_dataset("json", data_files="data/support_train.jsonl", split="train")
trainer = SFTTrainer("Qwen/Qwen2.5-7B-Instruct", args=SFTConfig("out"), train_dataset=rows)
trainer.train()
"""
OPENAI = """\
{
  "model": "gpt-4o-mini-2024-07-18",
  "training_file": "file-abc123",
  "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}}
}
"""


@dataclass(frozen=True)
class Work:
    """One framework: its tuning file, and the values that only a person knows."""

    name: str
    path: str
    text: str
    known: Mapping[str, str]


@dataclass(frozen=True)
class Edits:
    """What it took until the check passed."""

    lines: int
    record: int
    gaps: tuple[str, ...]


def works() -> tuple[Work, ...]:
    """What the author of each tuning file writes into its gaps."""
    review = (datetime.now(timezone.utc).date() + timedelta(days=90)).isoformat()
    person = {
        "type": "tone",
        "statement": "Answers are plain and warm and never open with an apology.",
        "facts_from": "prompt",
        "prompt_tokens_to_describe": "1400",
        "target": "0.85",
        "cadence": "P3M",
        "next_review": review,
        "budget": "{amount: 400, currency: USD, per: run}",
        "- {option": "newer-base, why_not: The newest base scores 0.66 with these prompts.}",
    }
    outside = {"- {uri": "file-abc123, examples: 520}"}
    return (
        Work("Axolotl", "configs/voice.yaml", AXOLOTL, person),
        Work("TRL", "train/voice.py", TRL, person),
        Work("OpenAI", "jobs/voice.json", OPENAI, {**person, **outside}),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--all-gaps", action="store_true", help="fill in what warnings name as well"
    )
    asked = parser.parse_args()
    print(f"{'framework':12}{'lines edited':>14}{'of the record':>15}  gaps")
    for work in works():
        with tempfile.TemporaryDirectory() as scratch:
            found = edits(work, Path(scratch), whole=asked.all_gaps)
        print(f"{work.name:12}{found.lines:14}{found.record:15}  {', '.join(found.gaps)}")
    return 0


def edits(work: Work, folder: Path, *, whole: bool = False) -> Edits:
    """The edits of one author in an empty folder; raises when they do not suffice."""
    _prepare(work, folder)
    _run(folder, "new", work.path, "--no-input")
    (record,) = (folder / "decisions").iterdir()
    before = record.read_text(encoding="utf-8")
    left = [] if whole else [gap for gap in work.known if gap in ("budget", "- {option")]
    text, gaps = _filled(before, {k: v for k, v in work.known.items() if k not in left})
    record.write_text(text, encoding="utf-8")
    if _run(folder, "check", work.path, "--fail-on", "warning" if whole else "error", fails=whole):
        raise SystemExit(f"{work.name}: the check does not pass after the edits")
    return Edits(_changed(before, text), text.count("\n"), gaps)


def _prepare(work: Work, folder: Path) -> None:
    today = datetime.now(timezone.utc).date().isoformat()
    evals = [path for path in EVALS.rglob("*") if path.is_file()]
    for source in (*evals, *DATA.glob("*.jsonl")):
        target = folder / source.relative_to(EVALS.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(text.replace("2026-11-10", today), encoding="utf-8")
    if "file-abc123" in work.text:
        (folder / "data" / "support_train.jsonl").unlink()
    tuning = folder / work.path
    tuning.parent.mkdir(parents=True, exist_ok=True)
    tuning.write_text(work.text, encoding="utf-8")
    for args in (["init", "-q"], ["config", "user.email", "dana@example.com"]):
        subprocess.run(["git", *args], cwd=folder, check=True)


def _filled(text: str, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with each marked gap filled in that the author knows, and those gaps."""
    gaps = []
    lines = text.split("\n")
    for at, line in enumerate(lines):
        found = re.match(r" *((?:- \{)?\w+):.*# fill in: ", line)
        if found is not None and found[1] in known:
            start = line[: found.end(1)]
            lines[at] = f"{start}: {known[found[1]]}"
            gaps.append(found[1].lstrip("- {"))
    return "\n".join(lines), tuple(gaps)


def _changed(before: str, after: str) -> int:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return sum(line.startswith("+ ") for line in lines)


def _run(folder: Path, *args: str, fails: bool = False) -> int:
    """The exit code of the program; what it says is shown when that is not the one wanted."""
    boot = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ftpolicy.hook import main; "
    command = [sys.executable, "-I", "-c", f"{boot}sys.exit(main())", *args]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    if done.returncode and not fails:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode if not fails else int("error[" in done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
