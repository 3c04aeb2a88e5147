"""How many planted near duplicates are found in prose, and how fast; beside rensa if it is there.

The prose is that of the standard library: paragraphs of its docstrings and comments. Each planted
copy has some of its words replaced, dropped or doubled; what counts is its true likeness.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import random
import re
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ftpolicy.evidence.duplicates import ALIKE, NearDuplicates

CLASSES = ((0.9, 1.0), (0.8, 0.9), (0.75, 0.8), (0.7, 0.75), (0.5, 0.65))


@dataclass(frozen=True)
class Copy:
    """A text with the share of runs of three words that it has in common with its original."""

    text: str
    likeness: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=5000, help="originals (default 5000)")
    asked = parser.parse_args()
    originals = _prose(asked.texts)
    copies = [copy for text in originals[::2] for copy in _copies(text)]
    words = sum(len(text.split()) for text in originals) // len(originals)
    print(f"{len(originals):,} paragraphs of {words} words, {len(copies):,} copies")
    _report("ours", originals, copies, _ours)
    if find_spec("rensa") is not None:
        _report("rensa", originals, copies, _rensa)
    return 0


def _report(
    name: str,
    originals: list[str],
    copies: list[Copy],
    search: Callable[[list[str]], list[bool]],
) -> None:
    texts = [*originals, *(copy.text for copy in copies)]
    start = time.process_time()
    found = search(texts)
    spent = time.process_time() - start
    print(f"{name}: {spent:.2f} s CPU, {spent / len(texts) * 1e6:.0f} us a text")
    print(f"  originals taken for copies: {sum(found[: len(originals)])}")
    told = list(zip(copies, found[len(originals) :], strict=True))
    for low, high in CLASSES:
        those = [one for copy, one in told if low <= copy.likeness < high]
        if those:
            share = sum(those) / len(those)
            wanted = "" if low >= ALIKE else " (should be 0)"
            print(f"  likeness {low:.2f} to {high:.2f}: {share:6.1%} of {len(those)}{wanted}")


def _ours(texts: list[str]) -> list[bool]:
    near = NearDuplicates()
    return [near.add(text.lower().encode()) for text in texts]


def _rensa(texts: list[str]) -> list[bool]:
    """128 permutations in 32 bands, which suits a likeness of 0.7; candidates are compared too."""
    rensa = importlib.import_module("rensa")
    search = rensa.RMinHashLSH(threshold=ALIKE, num_perm=128, num_bands=32)
    kept: list[Any] = []
    found = []
    for number, text in enumerate(texts):
        hashed = rensa.RMinHash(num_perm=128, seed=42)
        hashed.update([" ".join(run) for run in sorted(_runs(text))])
        found.append(any(hashed.jaccard(kept[one]) >= ALIKE for one in search.query(hashed)))
        search.insert(number, hashed)
        kept.append(hashed)
    return found


def _prose(count: int) -> list[str]:
    """Different paragraphs of 40 to 400 words."""
    found: dict[str, None] = {}
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if "site-packages" not in path.parts:
            found.update((text, None) for text in _paragraphs(path))
    return list(found)[:: max(1, len(found) // count)][:count]


def _paragraphs(path: Path) -> Iterator[str]:
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError):
        return
    places = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, places)]
    texts += re.sub(r"(?m)^(?!\s*#).*$", "", source).replace("#", "").split("\n\n")
    for text in texts:
        words = text.split()
        if 40 <= len(words) <= 400:
            yield " ".join(words)


def _copies(text: str) -> Iterator[Copy]:
    chosen = random.Random(text)  # noqa: S311
    words = text.split()
    for share in (0.01, 0.03, 0.05, 0.07, 0.1, 0.15):
        edited: list[str] = []
        for word in words:
            dice = chosen.random()
            if dice < share:
                edited += chosen.choice(([], [word, word], [chosen.choice(words)]))
            else:
                edited.append(word)
        copy = " ".join(edited)
        one, two = _runs(text), _runs(copy)
        if one != two:
            yield Copy(copy, len(one & two) / len(one | two))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return set(zip(words, words[1:], words[2:], strict=False))


if __name__ == "__main__":
    sys.exit(main())
