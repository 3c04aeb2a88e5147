"""Of the documentation site: links to files beside docs/ lead to the repository's own pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_LINK = re.compile(r"\]\(\.\./([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown: str, *, config: Any, **_: Any) -> str:
    """The page with links that work on the site; as a file they stay relative."""

    def leads(found: re.Match[str]) -> str:
        if not (ROOT / found[1]).exists():
            return found[0]  # the build then says that it is dead
        return f"]({config['repo_url']}/blob/main/{found[1]}{found[2] or ''})"

    return _LINK.sub(leads, markdown)
