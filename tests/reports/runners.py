"""What CI runners act on in a log: ports of their command parsers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A command that a runner would carry out."""

    name: str
    properties: dict[str, str]
    data: str


# actions/runner, src/Runner.Worker/ActionCommandManager.cs: the extensions that are registered
_GITHUB = frozenset(
    {
        "internal-set-repo-path",
        "set-env",
        "set-output",
        "save-state",
        "add-path",
        "add-mask",
        "add-matcher",
        "remove-matcher",
        "warning",
        "error",
        "notice",
        "debug",
        "group",
        "endgroup",
        "echo",
        "stop-commands",
    }
)


def github(line: str) -> Command | None:
    """ActionCommand.TryParseV2, and TryParse where it finds nothing."""
    return _v2(line) or _v1(line)


def _v2(line: str) -> Command | None:
    text = line.lstrip()
    end = text.find("::", 2)
    if not text.startswith("::") or end < 0:
        return None
    name, _, rest = text[2:end].partition(" ")
    if name.lower() not in _GITHUB:
        return None
    pairs = [each.split("=", 1) for each in rest.strip().split(",") if "=" in each]
    properties = {
        key: _unescaped(value, ("%0D", "%0A", "%3A", "%2C", "%25")) for key, value in pairs
    }
    return Command(name, properties, _unescaped(text[end + 2 :], ("%0D", "%0A", "%25")))


def _v1(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start + 3)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 3 : end].partition(" ")
    if name.lower() not in _GITHUB:
        return None
    pairs = [each.split("=", 1) for each in rest.split(";") if "=" in each]
    return Command(name, dict(pairs), line[end + 1 :])


def azure(line: str) -> Command | None:
    """Command.TryParse of microsoft/azure-pipelines-agent: anywhere in a line, any event."""
    start = line.find("##vso[")
    end = line.find("]", start + 6)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 6 : end].partition(" ")
    pairs = [each.split("=", 1) for each in rest.split(";") if "=" in each]
    codes = ("%3B", "%0D", "%0A", "%5D", "%AZP25")
    properties = {key: _unescaped(value, codes) for key, value in pairs}
    return Command(name, properties, _unescaped(line[end + 1 :], ("%0D", "%0A", "%AZP25")))


def commands(printed: str) -> list[Command]:
    """All that either runner would do; lines end as .NET reads them: at CR, LF or both."""
    lines = printed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = (parser(line) for line in lines for parser in (github, azure))
    return [one for one in found if one is not None]


def _unescaped(text: str, codes: tuple[str, ...]) -> str:
    meant = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%3B": ";", "%5D": "]"}
    for code in codes:
        text = text.replace(code, meant.get(code, "%"))
    return text
