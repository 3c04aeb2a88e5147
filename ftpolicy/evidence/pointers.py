"""Small files that stand for data kept elsewhere: git-lfs, DVC, data set cards.

git-lfs: its docs/spec.md. DVC: `outs` of a `.dvc` file. Cards: `dataset_info` in the front matter
of a Hugging Face data set's README.
"""

from __future__ import annotations

from ftpolicy.evidence.references.values import maps, text, whole
from ftpolicy.model.regex import regex
from ftpolicy.model.source import Language, MapNode, Parsed, SourceFile
from ftpolicy.model.values import dataclass
from ftpolicy.parse.parsed import parse

_LFS = (
    b"version https://git-lfs.github.com/spec/v1\n",
    b"version https://hawser.github.com/spec/v1\n",
)
_LFS_FIELDS = regex(rb"oid sha256:[0-9a-f]{64}\nsize (\d{1,18})\n?")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a pointer says of the file that it stands for; bytes."""

    tool: str
    size: int


def git_lfs_pointer(data: bytes) -> Pointer | None:
    """The pointer that a file of the tree is; None for any other file."""
    data = data.replace(b"\r\n", b"\n")
    if not data.startswith(_LFS):
        return None
    found = _LFS_FIELDS.search(data)
    return Pointer("git-lfs", int(found[1])) if found is not None else Pointer("git-lfs", 0)


def dvc_pointer(data: bytes) -> Pointer | None:
    """What a `.dvc` file beside absent data says; None when it is none."""
    root = _document(data)
    sizes = [whole(out.get("size")) for out in maps(root.get("outs"))] if root else []
    known = [size for size in sizes if size is not None]
    return Pointer("DVC", sum(known)) if known else None


def rows_of_card(data: bytes) -> int | None:
    """The rows of the training split that a data set card declares, None without them."""
    parts = data.replace(b"\r\n", b"\n").split(b"\n---\n", 1)
    if not data.startswith(b"---") or len(parts) < 2:
        return None
    root = _document(parts[0].removeprefix(b"---"))
    for info in maps(root.get("dataset_info")) if root is not None else ():
        for split in maps(info.get("splits")):
            if text(split.get("name")) == "train":
                return whole(split.get("num_examples"))
    return None


def _document(data: bytes) -> MapNode | None:
    if not data:
        return None
    parsed = parse(SourceFile("pointer.yaml", data), Language.YAML)
    root = parsed.documents[0] if isinstance(parsed, Parsed) and parsed.documents else None
    return root if isinstance(root, MapNode) else None
