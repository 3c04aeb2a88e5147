"""Compressed data sets, and what stands in the place of one: pointers and cards."""

from __future__ import annotations

import gzip

from ftpolicy.evidence.pointers import dvc_pointer, git_lfs_pointer, rows_of_card
from fuzz.data import container

GROWS = False  # a mebibyte that unpacks to hundreds is held by the budget, which has its tests

_TAKE = container("a.jsonl.gz", "a.jsonl.zst", "a.gz")
_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 12000\n"
_DVC = b"outs:\n- md5: " + b"a3" * 16 + b"\n  size: 14445097\n  path: data.xml\n"
_CARD = b"---\ndataset_info:\n  splits:\n  - name: train\n    num_examples: 1000\n---\n# Data\n"


def take(data: bytes) -> None:
    _TAKE(data)
    for read in (git_lfs_pointer, dvc_pointer, rows_of_card):
        read(data)


def seeds() -> list[bytes]:
    row = b'{"prompt": "q", "completion": "a"}\n'
    return [gzip.compress(row, mtime=0), gzip.compress(row * 50, mtime=0) * 2, _LFS, _DVC, _CARD]
