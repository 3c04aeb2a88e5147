"""Which language a path, a shebang or a text speaks."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Language
from ftpolicy.parse.language import claimed, guess, language_of, recipe_of

YAML, JSON, TOML = Language.YAML, Language.JSON, Language.TOML
PYTHON, SHELL = Language.PYTHON, Language.SHELL


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("configs/train.yaml", YAML),
        ("TRAIN.YML", YAML),
        (".dstack.yml", YAML),
        ("a/.yml", YAML),
        ("train.yaml.j2", YAML),
        ("train.yml.tmpl.bak", YAML),
        ("train.yaml~", YAML),
        ("train.json.example", JSON),
        ("x.jsonc", JSON),
        ("pyproject.toml", TOML),
        ("train.py", PYTHON),
        ("Dockerfile.py", PYTHON),
        ("run.slurm", SHELL),
        ("run.sbatch", SHELL),
        ("deep/er/Makefile", SHELL),
        ("GNUmakefile", SHELL),
        ("rules.mk", SHELL),
        ("Justfile", SHELL),
        (".justfile", SHELL),
        ("Dockerfile", SHELL),
        ("Dockerfile.gpu", SHELL),
        ("dockerfile-train", SHELL),
        ("Containerfile", SHELL),
        ("gpu.dockerfile", SHELL),
        ("Dockerfile.md", None),
        ("train.example", None),
        ("train.txt", None),
        ("makefiles", None),
        ("yaml", None),
        ("README.md", None),
        ("data.jsonl", None),
        ("folder/", None),
        ("", None),
    ],
)
def test_path(path: str, language: Language | None) -> None:
    assert language_of(path, b"") is language


@pytest.mark.parametrize(
    ("data", "language"),
    [
        (b"#!/bin/bash\n", SHELL),
        (b"#!/usr/bin/env zsh", SHELL),
        (b"#! /bin/sh -e\n", SHELL),
        (b"\xef\xbb\xbf#!/bin/sh\n", SHELL),
        (b"#!/usr/bin/env python3.11\n", PYTHON),
        (b"#!/usr/bin/env -S uv run --script\n", PYTHON),
        (b"#!/usr/bin/perl\n", None),
        (b"#!\n", None),
        (b"#!\xff\xfe\n", None),
        (b" #!/bin/sh\n", None),
        (b"base_model: x\n", None),
    ],
)
def test_shebang(data: bytes, language: Language | None) -> None:
    assert language_of("bin/run", data) is language


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("train.yaml", True),
        ("train.yaml.j2", True),
        ("bin/run", True),
        (".envrc", True),
        ("train.txt", False),
        ("README.md", False),
        ("model.safetensors", False),
    ],
)
def test_claimed(path: str, expected: bool) -> None:
    assert claimed(path) is expected


@pytest.mark.parametrize(
    ("path", "data", "languages"),
    [
        ("a.txt", b"base_model: x", (YAML, PYTHON, SHELL)),
        ("a.cfg", b'\n {"a": 1}', (JSON, YAML, PYTHON, SHELL)),
        ("a.jsonl", b'{"a": 1}', (JSON, YAML, PYTHON, SHELL)),
        ("a.conf", b"# c\n[model]\nbase = 1", (TOML, YAML, PYTHON, SHELL)),
        ("a", b"[1, 2]", (JSON, TOML, YAML, PYTHON, SHELL)),
        ("a.txt", "base_model: x".encode("utf-16"), (YAML, PYTHON, SHELL)),
        ("a.txt", b"\xef\xbb\xbfbase_model: x", (YAML, PYTHON, SHELL)),
        ("a.txt", b"", ()),
        ("a.txt", b" \n\t", ()),
        ("a.bin", b"PK\x03\x04\0\0", ()),
        ("a.md", b"base_model: x", ()),
        ("a.markdown", b"base_model: x", ()),
        ("a.rst", b"base_model: x", ()),
        ("a.html", b"<p>", ()),
        ("a.csv", b"a,b", ()),
        ("uv.lock", b"version = 1", ()),
        ("a.md.bak", b"base_model: x", ()),
        ("a.go", b"package main", ()),
    ],
)
def test_guess(path: str, data: bytes, languages: tuple[Language, ...]) -> None:
    assert guess(path, data) == languages


@pytest.mark.parametrize(
    ("path", "recipe"),
    [
        ("Makefile", "make"),
        ("a/makefile.gpu", "make"),
        ("x.mk", "make"),
        ("justfile", "just"),
        ("x.just", "just"),
        ("Dockerfile", "docker"),
        ("Containerfile", "docker"),
        ("a.dockerfile", "docker"),
        ("Makefile.sh", None),
        ("run.sh", None),
        ("run", None),
    ],
)
def test_recipe(path: str, recipe: str | None) -> None:
    assert recipe_of(path) == recipe
