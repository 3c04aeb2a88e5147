"""Launchers: files that only run a script or call a function of the same repository that tunes.

What a file names is followed over at most `DEEPEST` files: a workflow that runs `train.sh`, which
runs `train.py`, which imports `main` of the module that holds the trainer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftpolicy.detect.commands import Target, flags, targets
from ftpolicy.detect.joined import Joiner
from ftpolicy.detect.mentions import Mentions, keys_of, mentions
from ftpolicy.detect.places import Places, is_test
from ftpolicy.detect.reading import read
from ftpolicy.detect.symbols import Symbols
from ftpolicy.model.change import Snapshot
from ftpolicy.model.detection import Detection, Premises, Unreadable
from ftpolicy.model.source import Command, Language, Location, Parsed, SourceFile
from ftpolicy.model.values import replace
from ftpolicy.parse.language import claimed, language_of

DEEPEST = 3
"""Files that are followed from a launcher to the one that tunes."""

_MOST_READ = 1000  # files that were not themselves to be judged, read only to follow
_MOST_NAMED = 50  # files of one name
_LARGEST = 1 << 20

Judge = Callable[[SourceFile], "tuple[Detection | Unreadable, ...]"]
JudgeRead = Callable[[SourceFile, Parsed, bytes], "tuple[Detection, ...]"]
"""Judges what was read from a file already; the bytes are further words of it."""


class Follower:
    """Takes the judged files of a tree and finds the launchers among those that hold nothing."""

    def __init__(self, tree: Snapshot, judge: Judge, judge_read: JudgeRead) -> None:
        self._tree = tree
        self._judge, self._judge_read = judge, judge_read
        self._held: dict[str, Detection | None] = {}
        self._sites: dict[str, tuple[Detection, ...]] = {}
        self._mentions: dict[str, Mentions] = {}
        self._warm: dict[tuple[str, int], bool] = {}
        self._launch: dict[tuple[str, int], Detection | None] = {}
        self._listed: Places | None = None
        self._wanted: set[str] = set()
        self._room = _MOST_READ
        self.symbols = Symbols(self)
        self._joiner = Joiner(self, self.symbols)

    def take(
        self, path: str, judged: tuple[Detection | Unreadable, ...], named: Mentions | None
    ) -> None:
        """Remember what a judged file holds, or what it may run (None for what is certain)."""
        held = [one for one in judged if isinstance(one, Detection)]
        self._held[path] = held[0] if held else None
        if named is not None:
            self._mentions[path] = named

    def launchers(self) -> dict[str, tuple[Detection, ...]]:
        """What is found in those of the taken files that hold nothing certain by themselves."""
        entries = [path for path, named in self._mentions.items() if named.entry]
        alone = [path for path in entries if self._held[path] is None]
        joined = ((path, self._joined(path)) for path in alone)
        found = {path: several for path, several in joined if several}
        for path, several in found.items():
            self._held[path], self._sites[path] = several[0], several
        self._sieve()
        for path in entries:
            if path not in found and self._may_name(self._mentions[path]):
                launcher = self._launched(path, DEEPEST)
                if launcher is not None:
                    found[path] = (_with_premises(launcher, self._held.get(path)),)
        return found

    def _sieve(self) -> None:
        """Learn the names of the files that tune, or that may lead to one.

        Those are all files that were not judged (in a change: nearly all), those that tune, and
        those that name one of these, over the steps that are followed.
        """
        wanted = {key for path, held in self._held.items() if held for key in keys_of(path)}
        others = (it for it in self.places.files if it not in self._held and claimed(it))
        wanted.update(key for path in others for key in keys_of(path))
        self._wanted = wanted
        left = dict(self._mentions)
        for _ in range(DEEPEST if wanted else 0):
            near = [path for path, named in left.items() if self._may_name(named)]
            for path in near:
                del left[path]
                wanted.update(keys_of(path))

    def _may_name(self, named: Mentions) -> bool:
        return not named.keys.isdisjoint(self._wanted)

    @property
    def places(self) -> Places:
        if self._listed is None:
            self._listed = Places(self._tree)
        return self._listed

    def data(self, path: str) -> bytes:
        """The bytes of a file that is followed; none for one that is too large for a script."""
        data = self._tree.read(path) or b""
        return data if len(data) <= _LARGEST else b""

    def sites(self, path: str) -> tuple[Detection, ...]:
        """Every place of a file at which it tunes."""
        if path not in self._sites:
            found = self._judge(SourceFile(path, self.data(path)))
            self._sites[path] = tuple(one for one in found if isinstance(one, Detection))
        return self._sites[path]

    def warm(self, path: str, left: int) -> bool:
        """Whether the file, or what its bytes name in so many steps, tunes; it may be by chance."""
        mark = (path, left)
        if mark not in self._warm:
            self._warm[mark] = False  # a circle ends here
            self._warm[mark] = self._tunes(path) is not None or (
                left > 0 and any(self.warm(each, left - 1) for each in self._named(path))
            )
        return self._warm[mark]

    def mentioned(self, path: str) -> Mentions:
        """What the bytes of a file name and speak of."""
        if path not in self._mentions:
            self._mentions[path] = mentions(SourceFile(path, self.data(path)))
        return self._mentions[path]

    def _named(self, path: str) -> Iterator[str]:
        named = self.mentioned(path)
        for name in sorted(named.scripts & self._wanted):
            yield from self.places.named(name)[:_MOST_NAMED]
        for dotted in sorted(named.imports):
            if self._wanted.isdisjoint((*dotted.split("."), "__init__.py")[-3:]):
                continue
            found = self.places.module(dotted, path)
            if found is not None:
                yield found[0]

    def _tunes(self, path: str) -> Detection | None:
        """What the file itself holds."""
        if path not in self._held:
            self._room -= 1
            readable = self._room >= 0 and claimed(path)
            sites = self.sites(path) if readable else ()
            self._held[path] = sites[0] if sites else None
        return self._held[path]

    def _launched(self, path: str, left: int) -> Detection | None:
        mark = (path, left)
        if mark not in self._launch:
            self._launch[mark] = None
            if left > 0 and not is_test(path) and self.warm(path, left):
                source = SourceFile(path, self.data(path))
                self._launch[mark] = self._started(source, left)
        return self._launch[mark]

    def _started(self, source: SourceFile, left: int) -> Detection | None:
        language = language_of(source.path, source.data)
        parsed = read(source, language) if language is not None else None
        if not isinstance(parsed, Parsed):
            return None
        for command, target in targets(parsed, source.path, self.places):
            found = self._target(target, left - 1)
            if found is not None:
                return _by_command(source.path, parsed, command, target, found)
        if language is Language.PYTHON:
            return self._by_call(source, left)
        return None

    def _joined(self, path: str) -> tuple[Detection, ...]:
        """What a script does together with the functions and classes that it uses."""
        source = SourceFile(path, self.data(path))
        parsed = self._joiner.joined(source, self._mentions[path])
        names = " ".join(call.name for call in parsed.calls) if parsed is not None else ""
        words = names.encode("utf-8", "surrogateescape")
        return self._judge_read(source, parsed, words) if parsed is not None else ()

    def _target(self, target: Target, left: int) -> Detection | None:
        if is_test(target.path):
            return None
        if target.goal is None:
            return self._tunes(target.path) or self._launched(target.path, left)
        source = target.narrowed(self.data(target.path))
        found = [one for one in self._judge(source) if isinstance(one, Detection)]
        return found[0] if found else self._started(source, left) if left > 0 else None

    def _by_call(self, source: SourceFile, left: int) -> Detection | None:
        """A script that calls what tunes in another module."""
        made = self.symbols.outline(source.path)
        if made is None:
            return None
        found = self.symbols.reached(source.path, made, tuple(made.started), left)
        if found is None:
            return None
        name, line, target = found
        return Detection(
            detector=target.detector,
            confidence=target.confidence,
            premises=Premises(),
            technique=None,
            location=Location(source.path, line),
            signs=(name, f"calls {target.path}"),
            family=target.family,
        )


def _with_premises(launcher: Detection, held: Detection | None) -> Detection:
    """A launcher that was likely to tune already keeps what was read then."""
    if held is None:
        return launcher
    own, known = launcher.premises, held.premises
    premises = Premises(
        base_model=own.base_model or known.base_model,
        method=own.method or known.method,
        datasets=own.datasets or known.datasets,
        chosen=own.chosen or known.chosen,
    )
    return replace(launcher, premises=premises, technique=launcher.technique or held.technique)


def _by_command(
    path: str, parsed: Parsed, command: Command, target: Target, found: Detection
) -> Detection:
    return Detection(
        detector=found.detector,
        confidence=found.confidence,
        premises=flags(path, parsed, command),
        technique=None,
        location=Location(path, command.line, command.column, command.width),
        signs=(" ".join(command.words)[:60], f"runs {target.path}"),
        family=found.family,
        oddities=parsed.oddities,
    )
