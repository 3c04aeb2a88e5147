"""Shell scripts."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("a.sh")


def seeds() -> list[bytes]:
    return [b"cat <<EOF | bash\ntrl sft\nEOF\n", *examples(Language.SHELL)]
