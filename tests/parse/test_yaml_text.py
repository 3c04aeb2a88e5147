"""YAML to nodes: values, places, merge keys, and what is refused."""

from __future__ import annotations

import pytest
import yaml

from ftpolicy.model.source import Language, MapNode, Parsed, Scalar, Unparsed
from ftpolicy.parse import yaml_nodes, yaml_text
from ftpolicy.parse.language import MAX_ALIASES, MAX_DEPTH, MAX_EVENTS, MAX_JSON, MAX_TEXT
from ftpolicy.parse.yaml_text import Composed, Mark, compose, parse_yaml
from tests.parse.shown import documents, places, refusal, shown


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML is built without libyaml")
    monkeypatch.setattr(yaml_text, "_LOADER", getattr(yaml, request.param))


def composed(text: str) -> Composed:
    found = compose(text)
    assert isinstance(found, Composed), found
    return found


@pytest.mark.threat("repeated keys", "custom tags")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment\n", []),
        ("a: 1", ["{a: 1}"]),
        ("a:", ["{a: }"]),
        ("a: 'q'\nb: \"r\"\nc: |\n  s\n", ["{a: 'q', b: 'r', c: 's\n'}"]),
        ("- [x, {y: z}]\n- w", ["[[x, {y: z}], w]"]),
        ("a: 1\n---\nb: 2\n...\n---\n- c", ["{a: 1}", "{b: 2}", "[c]"]),
        ("\ufeffa: 1", ["{a: 1}"]),
        ("a: 1\r\nb: 2\r\n", ["{a: 1, b: 2}"]),
        ("a: 1\na: 2", ["{a: 1, a: 2}"]),
        ("b: &x {k: v}\nc: *x", ["{b: {k: v}, c: {k: v}}"]),
        ("&k a: 1\nb: *k", ["{a: 1, b: a}"]),
        ("a: &x 1\nb: &x 2\nc: *x", ["{a: 1, b: 2, c: 2}"]),
        ("a: !include x.yaml\nb: !Ref [c]", ["{a: x.yaml, b: [c]}"]),
        ("a: !!str 5\nb: ! 6\nc: !!int '7'", ["{a: '5', b: '6', c: 7}"]),
        ("? [a, b]\n: c", ["{?: c}"]),
        ("a: {{ model }}", ["{a: {{ model }}}"]),
        ("a: [{{ .Values.x }}, 1]", ["{a: [{{ .Values.x }}, 1]}"]),
        ("a: {{x: 1}: {adapter: lora}}", ["{a: {?: {adapter: lora}}}"]),
        ("d: 2024-99-99\nn: " + "1" * 5000, ["{d: 2024-99-99, n: " + "1" * 5000 + "}"]),
    ],
    ids=[
        "empty",
        "comment",
        "plain",
        "no value",
        "quoted and block",
        "nested",
        "several documents",
        "byte-order mark",
        "CRLF",
        "repeated key",
        "alias",
        "alias of a key",
        "anchor again",
        "unknown tags",
        "core tags",
        "key that is a list",
        "template without quotes",
        "template in a list",
        "no template",
        "what loaders choke on",
    ],
)
def test_documents(text: str, expected: list[str]) -> None:
    assert documents(parse_yaml(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  x: 3", "{x: 3, y: 2}"),
        ("a: &a {x: 1}\nc: &c {x: 2, z: 3}\nb:\n  <<: [*a, *c]", "{x: 1, z: 3}"),
        ("a: &a {x: 1}\nc: &c {x: 2}\nb:\n  <<: *a\n  <<: *c", "{x: 2}"),
        ("a: &a {x: 1}\nc: &c\n  <<: *a\n  y: 2\nb:\n  <<: *c", "{y: 2, x: 1}"),
        ("a: &a {x: 1, x: 2}\nb:\n  <<: *a", "{x: 1, x: 2}"),
        ("b:\n  <<: {x: 1}", "{x: 1}"),
        ("a: &a {x: 1}\nb:\n  '<<': *a", "{<<: {x: 1}}"),
        ("a: &a {x: 1}\nb:\n  !!merge any: *a", "{x: 1}"),
        ("b:\n  <<: text", "{<<: text}"),
        ("a: &a {x: 1}\nb:\n  <<: [text, *a]", "{x: 1}"),
    ],
    ids=[
        "own keys win",
        "first of a list wins",
        "later merge wins",
        "merged map merges",
        "repeated key stays repeated",
        "inline",
        "quoted is no merge",
        "by tag",
        "scalar",
        "scalar in a list",
    ],
)
def test_merge_keys(text: str, expected: str) -> None:
    root = composed(text).documents[0]
    assert isinstance(root, MapNode)
    merged = root.get("b")
    assert merged is not None
    assert shown(merged) == expected


def test_aliases_share_their_node() -> None:
    root = composed("a: &x [1]\nb: *x").documents[0]
    assert isinstance(root, MapNode)
    assert root.get("a") is root.get("b")


def test_alias_to_its_own_parent_is_null() -> None:
    found = composed("a: &a\n  - x\n  - *a")
    assert shown(found.documents[0]) == "{a: [x, null]}"
    assert found.oddities == ("alias to its own parent on line 3",)


def test_python_tags_are_odd_and_plain() -> None:
    found = parse_yaml("a: 1\nb: !!python/object/apply:os.system [x]\n")
    assert documents(found) == ["{a: 1, b: [x]}"]
    assert isinstance(found, Parsed)
    assert found.oddities == ("python tag on line 2",)


def test_oddities_are_capped() -> None:
    assert len(composed("".join(f"- !!python/name:x{i} ''\n" for i in range(50))).oddities) == 20


def test_features_that_records_refuse_are_placed() -> None:
    found = composed("a: &x {k: 1}\nb:\n  <<: *x\n  c: !!str 2\n  d: !env 3\n")
    assert found.anchors == (Mark("x", 1, 4),)
    assert found.aliases == (Mark("x", 3, 7),)
    assert found.merges == (Mark("<<", 3, 3),)
    assert found.tags == (Mark("!!str", 4, 6), Mark("!env", 5, 6))


@pytest.mark.threat("line breaks")
def test_lines_are_those_of_git() -> None:
    text = "é: 1\r\nb: ü\u2028c: 2\rd: 3\x85e: 😀\nlast: 4\n"
    found = places(composed(text).documents[0])
    assert (found["é"], found["1"]) == ("1:1", "1:4")
    assert (found["b"], found["c"], found["d"], found["e"]) == ("2:1", "2:6", "2:11", "2:16")
    assert (found["last"], found["4"]) == ("3:1", "3:7")


MERGE_BOMB = "a: &a {k: 1}\n" + "".join(
    f"b{n}: &b{n}\n  <<: [{', '.join([f'*b{n - 1}' if n else '*a'] * 40)}]\n" for n in range(4)
)
LAUGHS = "a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(25))
WIDE = "{" + ", ".join(f"k{n}: 1" for n in range(300)) + "}"


@pytest.mark.threat("alias and merge bombs", "deep nesting", "slow parsing")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MERGE_BOMB, ("it has more than 50 aliases", 5, 58)),
        (LAUGHS, ("its aliases expand to more than 200,000 values", 17, 6)),
        ("[" * 30_000, ("it is nested deeper than 50 levels", 1, 51)),
        ("- " * 30_000, ("it is nested deeper than 50 levels", 1, 101)),
        (
            "a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 40 + "*a" + "]" * 40,
            ("its aliases nest deeper than 50 levels", 2, 33),
        ),
        ("a: *b", ("it is not valid YAML: undefined alias `b`", 1, 4)),
        ("a" * (1 << 20) + "b", ("it is larger than 1 MiB", 1, 1)),
    ],
    ids=[
        "merge-key bomb",
        "billion laughs",
        "brackets",
        "dashes",
        "depth by alias",
        "undefined alias",
        "size",
    ],
)
def test_limits(text: str, expected: tuple[str, int, int]) -> None:
    assert refusal(compose(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n" * 1_001, ("it has more than 1,000 YAML events", 998, 3)),
        (
            f"x: &x {WIDE}\n" + "".join(f"y{n}: {{<<: *x}}\n" for n in range(10)),
            ("its merge keys bring in more than 1,000 values", 5, 5),
        ),
        (
            f"x: &x {WIDE}\ny: " + "{<<: " * 40 + "*x" + "}" * 40,
            ("its merge keys bring in more than 1,000 values", 2, 184),
        ),
        (LAUGHS, ("its aliases expand to more than 1,000 values", 9, 5)),
    ],
    ids=["events", "wide merges", "nested merges", "billion laughs"],
)
def test_growth(text: str, expected: tuple[str, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MAX_EVENTS", 1_000)
    monkeypatch.setattr(yaml_nodes, "MAX_EVENTS", 1_000)
    assert refusal(compose(text)) == expected


def test_limits_are_those_of_the_contract() -> None:
    limits = (MAX_ALIASES, MAX_DEPTH, MAX_EVENTS, MAX_TEXT, MAX_JSON)
    assert limits == (50, 50, 200_000, 1 << 20, 64 << 20)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1", 1),
        ("a: 1\nb: {", 2),
        ("a: \x01", 1),
        ("a: 1\n\tb: 2", 2),
        ("a: 1\n---\nb: ]", 3),
        ("%YAML 9.9\n---\na", 1),
        ("a: 'x", 1),
        ("a: \ud800", 1),
    ],
    ids=["list", "map", "control", "tab", "second document", "version", "quote", "surrogate"],
)
def test_invalid(text: str, line: int) -> None:
    found = parse_yaml(text)
    assert isinstance(found, Unparsed)
    assert found.language is Language.YAML
    assert found.reason.startswith("it is not valid YAML")
    assert found.line in {line, line + 1}  # libyaml reports the end, PyYAML the token


@pytest.mark.threat("surprising exceptions")
def test_surprising_exceptions_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise KeyError(text)

    monkeypatch.setattr(yaml_text, "_events", broken)
    assert refusal(compose("a: 1")) == ("it is not valid YAML: KeyError", 1, 1)


def test_scalars_know_their_quotes() -> None:
    assert composed("a").documents == (Scalar("a", True, 1, 1),)
    assert composed(" 'a'").documents == (Scalar("a", False, 1, 2),)
