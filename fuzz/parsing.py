"""What every parser has to bear, and the examples of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ftpolicy.detect.load import built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.detect.reading import read
from ftpolicy.model.source import Language, ListNode, MapNode, Node, Parsed, SourceFile, Unparsed
from ftpolicy.parse.language import language_of
from tests.fuzz.bases import bases

_DETECTORS = tuple(one for one in built_in() if one.family == "generative")


def examples(*languages: Language) -> list[bytes]:
    """The files that tune, of these languages."""
    return [one.text.encode() for one in bases() if one.language in languages]


def parser(path: str) -> Callable[[bytes], None]:
    """What reads a file of this name: values that know their places, or why there are none."""

    def take(data: bytes) -> None:
        source = SourceFile(path, data)
        language = language_of(path, b"")
        assert language is not None
        parsed = read(source, language)
        if isinstance(parsed, Unparsed):
            assert parsed.reason
            assert "\n" not in parsed.reason
            assert parsed.line > 0
            assert parsed.column > 0
        else:
            _walk(parsed)
        detect(source, _DETECTORS)

    return take


def _walk(parsed: Parsed) -> None:
    for node in _tops(parsed):
        assert node.line > 0
        assert node.column > 0


def _tops(parsed: Parsed) -> Iterator[Node]:
    waiting: list[Node] = [*parsed.documents, *(each.arguments for each in parsed.calls)]
    waiting += (each.options for each in parsed.commands)
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, MapNode):
            waiting += (part for entry in node.entries for part in entry)
        elif isinstance(node, ListNode):
            waiting += node.items
