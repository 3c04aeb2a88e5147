"""FT903: this change edits the gate."""

from __future__ import annotations

from collections.abc import Iterator

from ftpolicy.model.finding import Finding, Severity
from ftpolicy.model.run import Asked, Run
from ftpolicy.model.source import Location
from ftpolicy.rules.rule import Rule, finding, sample

RULE = Rule(
    code="FT903",
    severity=Severity.WARNING,
    summary="this change edits the gate; the base's policy judged it",
    why="Whoever may edit the policy, the workflow or the hook could switch the gate off. The "
    "base's policy judges such a change, and a reviewer should see that the gate itself is in it.",
    remedy="Have the gate's owners review the file; list them in CODEOWNERS.",
    passes=(sample(files={"docs/CODEOWNERS.md": "Who owns what.\n"}),),
    fails=(
        sample(files={".gitattributes": "*.yaml text\n"}),
        sample(files={".github/CODEOWNERS": "* @acme/ml-platform\n"}),
        sample(files={".ftpolicy.yaml": "limts: {}\n"}, note="a policy that cannot be read"),
    ),
)


def check_run(run: Run, asked: Asked) -> Iterator[Finding]:
    for edit in run.gate_edits:
        if edit.fault:
            yield finding(
                RULE,
                f"the {edit.what} that this change brings cannot be read: {edit.fault}",
                Location(edit.path),
                severity=Severity.ERROR,
                remedy=f"Mend the {edit.what}: once it is in the base, every check ends with it.",
            )
            continue
        yield finding(
            RULE,
            f"this change edits the gate ({edit.what}); it is judged by the policy of its base",
            Location(edit.path),
        )
