"""Unified diffs, as a forge sends them."""

from __future__ import annotations

from ftpolicy.review.diff import lines_of


def take(data: bytes) -> None:
    found = lines_of(data)
    assert all(new >= 0 and (old is None or old >= 0) for new, old in found.items())


def seeds() -> list[bytes]:
    return [
        b"@@ -1,2 +1,3 @@\n a\n+b\n c\n",
        b"@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n@@ -5 +6,0 @@ def f():\n-y\n",
        b"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n",
    ]
