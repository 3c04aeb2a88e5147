"""One result file, read as text, JSON, JSON Lines or a table only when a reader asks for it."""

from __future__ import annotations

import csv
import io
import json
from functools import cached_property

from ftpolicy.evidence.results.values import Json
from ftpolicy.model.source import Unparsed
from ftpolicy.model.values import dataclass
from ftpolicy.parse.plain import plain
from ftpolicy.parse.text import Undecodable, decode
from ftpolicy.parse.yaml_text import parse_yaml

MOST_BYTES = 64 << 20
MOST_ROWS = 200_000
_LONGEST_CELL = 4 << 20
_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class File:
    """A file by its path and bytes; every view of it is empty when it has no such form."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def is_zip(self) -> bool:
        return self.data.startswith(b"PK\x03\x04")

    @cached_property
    def text(self) -> str:
        decoded = decode(self.data)
        return "" if isinstance(decoded, Undecodable) else decoded.text

    @cached_property
    def document(self) -> Json:
        """The one JSON value of the file (of a `.yaml` its YAML), None for any other."""
        head = self.text.lstrip()[:1]
        if head in ("{", "["):
            found = _json(self.text)
            if found is not None:
                return found
        if not self.path.lower().endswith(_YAML):
            return None
        parsed = parse_yaml(self.text)
        if isinstance(parsed, Unparsed) or len(parsed.documents) != 1:
            return None
        return _widened(plain(parsed.documents[0]))

    @cached_property
    def lines(self) -> list[dict[str, Json]]:
        """The objects of JSON Lines; one bad line and it is none."""
        if isinstance(self.document, dict):
            return [self.document]
        if not self.text.lstrip().startswith("{"):
            return []
        found: list[dict[str, Json]] = []
        for line in self.text.split("\n"):
            if not line.strip():
                continue
            value = _json(line)
            if not isinstance(value, dict) or len(found) >= MOST_ROWS:
                return []
            found.append(value)
        return found

    @cached_property
    def table(self) -> list[list[str]]:
        """The rows of a CSV or TSV with their header first; blank rows are left out."""
        first = self.text.partition("\n")[0]
        if self.text.lstrip()[:1] in ("{", "[") or not first.strip():
            return []
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            lines = io.StringIO(self.text, newline="")
            reader = csv.reader(lines, delimiter="\t" if "\t" in first else ",")
            rows = []
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append(row)
                if len(rows) > MOST_ROWS:
                    return []
        except csv.Error:
            return []
        finally:
            csv.field_size_limit(before)
        return rows

    @cached_property
    def header(self) -> list[str]:
        """The column names of a table."""
        return [cell.strip() for cell in self.table[0]] if self.table else []

    @property
    def records(self) -> list[dict[str, Json]]:
        """The rows of a table, of a JSON list or of JSON Lines, each by its column names."""
        if isinstance(self.document, list):
            return [each for each in self.document if isinstance(each, dict)][:MOST_ROWS]
        if self.lines:
            return self.lines
        return [dict(zip(self.header, row, strict=False)) for row in self.table[1:]]

    def fault(self) -> str:
        """Why nothing can be read at all, empty when something can."""
        if len(self.data) > MOST_BYTES:
            return f"it is larger than {MOST_BYTES >> 20} MiB"
        if self.is_zip:
            return ""
        if not self.data.strip():
            return "it is empty"
        decoded = decode(self.data)
        if isinstance(decoded, Undecodable):
            return decoded.reason
        if self.path.lower().endswith(".json") and self.document is None:
            return "it is not valid JSON, or nested too deeply" if not self.lines else ""
        return ""


def _json(text: str) -> Json:
    """A JSON value, None for what is none; NaN and Infinity stay numbers that nobody counts."""
    try:
        found: Json = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found


def _widened(value: object) -> Json:
    if isinstance(value, dict):
        return {str(key): _widened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_widened(each) for each in value]
    return value  # type: ignore[return-value]
