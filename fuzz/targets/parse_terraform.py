"""Terraform files."""

from __future__ import annotations

from ftpolicy.model.source import Language
from fuzz.parsing import examples, parser

READS = 2

take = parser("a.tf")


def seeds() -> list[bytes]:
    return [b'a "b" {\n  c = <<-E\n  x\n  E\n  d = ["${1}"]\n}\n', *examples(Language.TERRAFORM)]
