"""FT905: example files, inventoried without a record."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.rules.rule import Rule, finding, sample
from ftpolicy.rules.sample_files import tuning_file
from ftpolicy.rules.wording import counted

_COOKBOOK = {"examples/lora.yaml": tuning_file("mistralai/Mistral-7B-v0.3")}

RULE = Rule(
    code="FT905",
    severity=Severity.NOTE,
    summary="example files under the policy's `examples` patterns: no record is asked",
    why="A cookbook holds tuning files that nobody runs for a product, so they need no decision. "
    "They are counted, so that everybody sees what the pattern lets through.",
    remedy="Check that these files are examples only; a file that is really trained belongs "
    "outside the `examples` patterns.",
    settings=("examples",),
    passes=(sample(policy='examples: ["examples/**"]\n'),),
    fails=(sample(files=_COOKBOOK, policy='examples: ["examples/**"]\n'),),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    if run.examples:
        paths = sorted({found.path for found in run.examples})
        first = min(found.location for found in run.examples)
        yield finding(
            RULE, f"{counted(len(paths), 'example file')}, for which no record is asked", first
        )
