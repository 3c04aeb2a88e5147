"""The policy that stands in pyproject.toml."""

from __future__ import annotations

from ftpolicy.errors import FtpolicyError
from ftpolicy.model.change import Snapshot
from ftpolicy.model.source import MapNode, Node, Unparsed
from ftpolicy.parse.text import Undecodable, decode

FILE = "pyproject.toml"


def table(tree: Snapshot) -> Node | None:
    """`[tool.ftpolicy]` of pyproject.toml, None without one."""
    data = tree.read(FILE)
    if data is None or b"ftpolicy" not in data:
        return None
    from ftpolicy.parse.toml_text import parse_toml

    text = decode(data)
    parsed = text if isinstance(text, Undecodable) else parse_toml(text.text)
    if isinstance(parsed, (Undecodable, Unparsed)):
        raise FtpolicyError(
            f"`{FILE}` may hold the policy but cannot be read: {parsed.reason} (line {parsed.line})"
        )
    tool = parsed.documents[0]
    for key in ("tool", "ftpolicy"):
        found = tool.get(key) if isinstance(tool, MapNode) else None
        if found is None:
            return None
        tool = found
    return tool
