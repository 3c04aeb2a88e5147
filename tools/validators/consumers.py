"""Writes the GitHub workflows that we give to users: `python tools/validators/consumers.py FOLDER`.

They stand in docs/ci.md and in what `ftpolicy init` writes; a commit hash takes the place of the
words that ask for one, and steps alone get a job around them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HASH = "8e5e7e5ab8b370d6c329ec480221332ada57f0ab"
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_JOB = """\
name: upload
on: {pull_request: }
permissions: {}
concurrency: {group: "upload-${{ github.ref }}", cancel-in-progress: true}
jobs:
  upload:
    name: upload
    runs-on: ubuntu-latest
    permissions:
      contents: read # to fetch the commits
      security-events: write # to upload
"""


def workflows() -> Iterator[tuple[str, str]]:
    """Name and text of each workflow."""
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    for index, block in enumerate(_BLOCK.findall(page)):
        text = block.replace("<full commit hash>", HASH)
        if re.search(r"^jobs:", text, re.MULTILINE):
            yield f"docs-{index}.yml", text
        elif re.match(r"steps:\n  - uses: ", text):
            yield f"docs-{index}.yml", _JOB + re.sub(r"^(?=.)", "    ", text, flags=re.MULTILINE)
    template = ROOT / "ftpolicy/wiring/templates/github.yml"
    yield "init.yml", template.read_text(encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, text in workflows():
        Path(sys.argv[1], name).write_text(text, encoding="utf-8")
