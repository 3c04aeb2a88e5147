"""A file and its language to a value: the one door to the parsers."""

from __future__ import annotations

from ftpolicy.model.source import Language, Parsed, SourceFile, Unparsed
from ftpolicy.model.values import replace
from ftpolicy.parse.language import MAX_JSON, MAX_TEXT
from ftpolicy.parse.pause import no_collecting
from ftpolicy.parse.text import Undecodable, decode


def parse(source: SourceFile, language: Language) -> Parsed | Unparsed:
    """What the file says in that language; never raises for what stands in the file."""
    limit = MAX_JSON if language in (Language.JSON, Language.NOTEBOOK) else MAX_TEXT
    if len(source.data) > limit:
        return Unparsed(language, f"it is larger than {limit >> 20} MiB")
    text = decode(source.data)
    if isinstance(text, Undecodable):
        return Unparsed(language, text.reason, text.line)
    with no_collecting():
        parsed = _parse(text.text, source.path, language)
    if isinstance(parsed, Parsed) and text.oddities:
        return replace(parsed, oddities=text.oddities + parsed.oddities)
    return parsed


# Each parser is imported when its language is met: a commit pays for what it touches.
def _parse(text: str, path: str, language: Language) -> Parsed | Unparsed:
    if language is Language.YAML:
        return _yaml(text)
    if language is Language.JSON:
        from ftpolicy.parse.json_text import parse_json

        return parse_json(text)
    if language is Language.TOML:
        from ftpolicy.parse.toml_text import parse_toml

        return parse_toml(text)
    if language is Language.PYTHON:
        from ftpolicy.parse.python_text import parse_python

        return parse_python(text)
    if language is Language.NOTEBOOK:
        from ftpolicy.parse.notebook_text import parse_notebook

        return parse_notebook(text)
    if language is Language.TERRAFORM:
        from ftpolicy.parse.terraform_text import parse_terraform

        return parse_terraform(text)
    from ftpolicy.parse.shell_text import parse_shell

    return parse_shell(text, path)


def _yaml(text: str) -> Parsed | Unparsed:
    from ftpolicy.parse.yaml_text import parse_yaml

    parsed = parse_yaml(text)
    if isinstance(parsed, Unparsed) and text.lstrip()[:1] in {"{", "["}:
        from ftpolicy.parse.json_text import parse_json

        # gpt-neox names JSON with comments and tabs `.yml`
        as_json = parse_json(text)
        if isinstance(as_json, Parsed):
            return replace(as_json, language=Language.YAML)
    return parsed
