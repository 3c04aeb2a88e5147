"""Terraform to a document."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Language, ListNode, MapNode, Node, Parsed, Scalar, Unparsed
from ftpolicy.parse.terraform_text import parse_terraform


def plain(node: Node) -> object:
    """A value as Python's own; what is not known stands in angle brackets."""
    if isinstance(node, Scalar):
        return node.text if node.known else f"<{node.text}>"
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {}),
        ("# only\n// comments\n/* of all\nkinds */\n", {}),
        ('a = "b"', {"a": "b"}),
        ('a = "b \\"c\\" \\n"', {"a": 'b "c" \n'}),
        ("a = 1\nb = -2.5\nc = true\nd = null", {"a": "1", "b": "-2.5", "c": "true", "d": "null"}),
        ('a = "${var.x["y"]}/z"', {"a": '<${var.x["y"]}/z>'}),
        ("a = var.x", {"a": "<var.x>"}),
        ('a = var.x ? "b" : "c"\nd = 1', {"a": '<var.x ? "b" : "c">', "d": "1"}),
        (
            'a = merge(\n  x,\n  { b = "c" },\n)\nd = 1',
            {"a": '<merge(\n  x,\n  { b = "c" },\n)>', "d": "1"},
        ),
        ('a = ["b", var.c, ["d"]]', {"a": ["b", "<var.c>", ["d"]]}),
        ('a = ["b", # why\n  "c",\n]', {"a": ["b", "c"]}),
        ('a = { b = "c", "d" : "e" }', {"a": {"b": "c", "d": "e"}}),
        ('a = { (var.k) = "c"\n  d = "e" }', {"a": {"var.k": "c", "d": "e"}}),
        ("a = [for x in y : x.z]\nb = 1", {"a": "<[for x in y : x.z]>", "b": "1"}),
        ("a = {for k, v in y : k => v}\nb = 1", {"a": "<{for k, v in y : k => v}>", "b": "1"}),
        ('a = jsonencode({ b = ["c"] })', {"a": {"b": ["c"]}}),
        ('r "x" "y" {\n  a = 1\n}', {"r": {"x": {"y": {"a": "1"}}}}),
        ("locals {\n  a = 1\n}", {"locals": {"a": "1"}}),
        ("a {\n  b {\n    c = 1\n  }\n}", {"a": {"b": {"c": "1"}}}),
        ("a = <<EOT\none\n  two\nEOT\nb = 1", {"a": "one\n  two\n", "b": "1"}),
        ("a {\n  b = <<-EOT\n    one\n      two\n    EOT\n}", {"a": {"b": "one\n  two\n"}}),
    ],
)
def test_what_a_text_says(text: str, wanted: object) -> None:
    parsed = parse_terraform(text)
    assert isinstance(parsed, Parsed)
    assert [plain(each) for each in parsed.documents] == [wanted]


def test_blocks_of_one_type_stand_side_by_side() -> None:
    parsed = parse_terraform('r "x" "a" {}\nr "x" "b" { c = 1 }\n')
    assert isinstance(parsed, Parsed)
    (root,) = parsed.documents
    assert isinstance(root, MapNode)
    assert [(key.text, key.line, plain(value)) for key, value in root.entries] == [
        ("r", 1, {"x": {"a": {}}}),
        ("r", 2, {"x": {"b": {"c": "1"}}}),
    ]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("a {\n", "it is not valid Terraform: a bracket is never closed", 1),
        ("a = 1\n}", "it is not valid Terraform: unexpected `}`", 2),
        ("a = [1}", "it is not valid Terraform: unexpected `}`", 1),
        ("a", "it is not valid Terraform: neither a setting nor a block", 1),
        ("a =", "it is not valid Terraform: a value is missing", 1),
        ("a = " + "[" * 60 + "]" * 60, "it is nested too deeply", 1),
    ],
)
def test_what_is_refused(text: str, reason: str, line: int) -> None:
    parsed = parse_terraform(text)
    assert isinstance(parsed, Unparsed)
    assert (parsed.language, parsed.reason, parsed.line) == (Language.TERRAFORM, reason, line)


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "${" * 100_000,
        '"' * 100_000,
        "<<E\n" * 20_000,
        "a = " + "(" * 100_000,
        "/*" * 100_000,
    ],
    ids=["expressions", "quotes", "here-documents", "parentheses", "comments"],
)
def test_odd_texts_are_read_in_no_time(text: str) -> None:
    assert isinstance(parse_terraform(text), Parsed | Unparsed)
