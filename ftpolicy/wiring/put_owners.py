"""Lines in CODEOWNERS for the parts of the gate that nobody owns yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftpolicy.model.change import Snapshot
from ftpolicy.model.regex import regex
from ftpolicy.wiring.edit import ByHand, Edit, held, with_lines
from ftpolicy.wiring.owners import PLACES, owners

_WHY = "asks its owners before the gate or a decision changes"
_SECTION = regex(r"^\^?\[", re.MULTILINE)


def put_owners(
    tree: Snapshot, parts: Sequence[str], owner: str, forge: str | None
) -> Edit | ByHand | None:
    """CODEOWNERS with a line for each part that no line names; None when all have an owner."""
    found = owners(tree)
    path = found.path or (PLACES[3] if forge == "gitlab" else PLACES[0])
    lacking = [part for part in (*parts, path) if not found.own(_sample(part))]
    if not lacking:
        return None
    lines = "".join(f"/{part} {owner}\n" for part in lacking)
    text = held(tree, path)
    if isinstance(text, ByHand):
        return ByHand(path, text.why, lines)
    head = "# ftpolicy: who is asked before the gate or a decision about fine-tuning changes\n"
    if text is None:
        return Edit(path, None, f"{head}{lines}", _WHY)
    section = "[ftpolicy]\n" if _SECTION.search(text) else ""
    gap = "\n" if text.strip() else ""
    after = with_lines(text, len(text.split("\n")), f"{gap}{head}{section}{lines}")
    return Edit(path, text, after, _WHY)


def _sample(part: str) -> str:
    """A path that stands for a part: of a folder some file in it."""
    return f"{part}a-decision.yaml" if part.endswith("/") else part
