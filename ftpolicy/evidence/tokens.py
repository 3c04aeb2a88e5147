"""How many tokens a prompt takes: by a tokenizer where one is installed, else by an estimate."""

from __future__ import annotations

import os
from importlib.util import find_spec

_ENCODING = "o200k_base"
_BYTES_A_TOKEN = 4
"""A usual rule of thumb for English text; told with the number whenever it is used."""


def tokens_of(text: str) -> tuple[int, str]:
    """The tokens of a text, and by what they were counted.

    tiktoken is asked only where it is installed with its vocabulary: it would fetch it otherwise.
    """
    if find_spec("tiktoken") is not None:
        found = _by_tiktoken(text)
        if found is not None:
            return found, f"tiktoken {_ENCODING}"
    size = len(text.encode("utf-8", "replace"))
    return -(-size // _BYTES_A_TOKEN), f"an estimate of {_BYTES_A_TOKEN} bytes a token"


def _by_tiktoken(text: str) -> int | None:
    if not os.environ.get("TIKTOKEN_CACHE_DIR"):
        return None
    import tiktoken  # type: ignore[import-not-found,unused-ignore]

    try:
        return len(tiktoken.get_encoding(_ENCODING).encode(text, disallowed_special=()))
    except Exception:  # noqa: BLE001 - whatever it lacks, the estimate is told as one
        return None
