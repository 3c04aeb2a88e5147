"""Policies of folders below the root: each may only tighten, for the files under it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import reduce
from itertools import accumulate

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import EntryKind
from ftpolicy.policy.extends import Follower, Origin
from ftpolicy.policy.layer import Layer, read_yaml
from ftpolicy.policy.load import FILE, Policy, typed
from ftpolicy.policy.merge import tightened, tightest
from ftpolicy.policy.tightness import stricter


class Folders:
    """The policy of each path: that of the root, tightened by each folder on the way to it.

    A folder's policy is read, from the same tree as the root's, when a path under it is first
    asked for; a loosening raises FtpolicyError with its file and key.
    """

    def __init__(self, root: Policy, today: date) -> None:
        self.root = root
        self._today = today
        self._layers: dict[str, Layer] = {"": root.ground.layer}
        self._homes: dict[str, str] = {"": ""}
        self._policies: dict[tuple[str, ...], Policy] = {("",): root}

    def of(self, paths: Iterable[str]) -> Policy:
        """What is asked of these paths together: of each key what the strictest asks."""
        homes = {self._home(path.rpartition("/")[0]) for path in paths} or {""}
        nearest = sorted(it for it in homes if not any(_below(other, it) for other in homes))
        key = tuple(nearest)
        if key not in self._policies:
            layer = reduce(tightest, (self._layers[home] for home in nearest))
            self._policies[key] = typed(layer, self._today, self.root.ground)
        return self._policies[key]

    @property
    def in_force(self) -> tuple[Policy, ...]:
        """The root's policy, and that of each folder that was asked for."""
        return tuple(self._policies.values())

    @property
    def mode(self) -> str:
        """The strictest mode of them all."""
        return reduce(stricter, (each.mode for each in self.in_force))

    @property
    def source(self) -> str:
        """The files that judge, in words."""
        own = dict.fromkeys(
            path for it in self.in_force for path in it.files if path.endswith(f"/{FILE}")
        )
        return ", ".join((self.root.source, *(each for each in own if each != self.root.source)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the policies say loudly, each with its file where that is not the root's."""
        own = (
            f"`{it.source}`: {note}"
            for it in self.in_force
            for note in it.notes
            if note not in self.root.notes
        )
        return (*self.root.notes, *dict.fromkeys(own))

    @property
    def sha256(self) -> str:
        """The digest of the root's policy, or of all where folders have their own."""
        digests = sorted({it.sha256 for it in self.in_force})
        if len(digests) == 1:
            return digests[0]
        return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()

    def _home(self, folder: str) -> str:
        """The nearest folder at or above this one that has a policy; empty for the root."""
        home = ""
        for each in accumulate(folder.split("/"), "{}/{}".format):
            if each not in self._homes:
                own = self._read(f"{each}/{FILE}") if each else None
                if own is not None:
                    self._layers[each] = tightened(self._layers[home], own)
                self._homes[each] = home if own is None else each
            home = self._homes[each]
        return home

    def _read(self, path: str) -> Layer | None:
        """The policy of a folder over what it extends, None when it has none."""
        ground = self.root.ground
        entry = ground.tree.entry(path) if ground.tree is not None else None
        if ground.tree is None or entry is None:
            return None
        if entry.kind is not EntryKind.FILE:
            raise FtpolicyError(
                f"`{path}` is a {entry.kind.value}: the policy must be a regular file"
            )
        layer = read_yaml(ground.tree.read(path) or b"", path)
        return Follower(ground.root).merged(layer, Origin(path, path, ground.tree))


def _below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") if folder else bool(path)
