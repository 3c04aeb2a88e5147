"""One file in one language to its values, with what its texts carry."""

from __future__ import annotations

from ftpolicy.model.source import Language, Parsed, SourceFile, Unparsed
from ftpolicy.parse.parsed import parse

_DATA = (Language.YAML, Language.JSON, Language.TERRAFORM)


def read(source: SourceFile, language: Language) -> Parsed | Unparsed:
    """What the file says; of a data file also the commands and documents inside its texts."""
    parsed = parse(source, language)
    if language in _DATA and isinstance(parsed, Parsed):
        from ftpolicy.parse.embedded import with_embedded

        return with_embedded(parsed)
    return parsed
