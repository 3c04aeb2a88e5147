"""The shell inside Makefiles, Justfiles and Dockerfiles."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Parsed
from ftpolicy.parse.shell_text import parse_shell
from tests.parse.shown import documents, refusal


def read(text: str, path: str) -> Parsed:
    found = parse_shell(text, path)
    assert isinstance(found, Parsed), found
    return found


def commands(text: str, path: str) -> list[tuple[str, int]]:
    return [(" ".join(each.words), each.line) for each in read(text, path).commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("all:\n\ta b\n\tc\n", [("a b", 2), ("c", 3)]),
        ("all: b\n\t@-a\n", [("a", 2)]),
        ("all:\n\ta \\\n\t  b\n\tc", [("a b", 2), ("c", 4)]),
        ("M = x\nall:\n\ta $(M) ${M} $$M\n", [("a x x $M", 3)]),
        ("M := x # why\nM += y\nall:\n\ta $(M)\n", [("a x y", 4)]),
        ("M = x\nM ?= y\nN ?= z\nall:\n\ta $(M) $(N)\n", [("a x z", 5)]),
        ("M = $(N)\nall:\n\ta $(M)\nN = x\n", [("a x", 3)]),
        ("A = --x \\\n  --y\nall:\n\ta $(A)\n", [("a --x --y", 4)]),
        ("export M = x\nall:\n\ta $(M)\n", [("a x", 3)]),
        ("all:\n\ta $(M) $(wildcard *.py)\n", [("a $M $wildcard", 2)]),
        ("all:\n\ta $(shell b c)\n", [("b c", 2), ("a $(b c)", 2)]),
        ("M = $(M)\nall:\n\ta $(M)\n", [("a $M", 3)]),
        ("a b\n# c\nall:\n\n\t# d\n\te\n", [("e", 6)]),
        ("all:\n\techo x\n\tcd x && accelerate launch a.py\n", [("cd x", 3), ("a.py", 3)]),
        ("all:\r\n\ta b\r\n", [("a b", 2)]),
    ],
)
def test_makefile(text: str, expected: list[tuple[str, int]]) -> None:
    assert commands(text, "Makefile") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m := 'x'\nall:\n    @a {{m}} {{ m }}\n", [("a x x", 3)]),
        ('export m := "x"\nall:\n\ta {{m}}\n', [("a x", 3)]),
        ("all m='x' n=\"y\":\n  a {{m}} {{n}}\n", [("a x y", 2)]),
        ("m := 'x'\nall m='y':\n  a {{m}}\n", [("a y", 3)]),
        ("m := env('X')\nall n:\n  a {{m}} {{n}}\n", [("a {{m}} {{n}}", 3)]),
        ("all:\n  a {{ env('X') }}\n", [("a {{...}}", 2)]),
        ("all:\n  #!/usr/bin/env bash\n  a\n  b\n", [("a", 3), ("b", 4)]),
    ],
)
def test_justfile(text: str, expected: list[tuple[str, int]]) -> None:
    assert commands(text, "justfile") == expected


def test_python_recipe() -> None:
    text = "all:\n    #!/usr/bin/env python3\n    import trl\n    trl.SFTTrainer()\n"
    (call,) = read(text, "justfile").calls
    assert (call.name, call.line) == ("trl.SFTTrainer", 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nRUN a b\n", [("a b", 2)]),
        ("RUN --mount=type=cache,target=/x --network=none a\n", [("a", 1)]),
        ("RUN a && \\\n  # why\n\n  b\nRUN c", [("a", 1), ("b", 4), ("c", 5)]),
        ('RUN ["a", "b c"]\n', [("a b c", 1)]),
        ("ARG M=x\nENV N=y \\\n  O=z\nRUN a $M $N $O\n", [("a x y z", 4)]),
        ("ENV M x\nRUN a $M\n", [("a x", 2)]),
        ("CMD python a.py\n", [("a.py", 1)]),
        ('ENTRYPOINT ["accelerate", "launch"]\nCMD ["a.py", "b"]\n', [("a.py b", 2)]),
        ('ENTRYPOINT ["a"]\nFROM y\nCMD ["b"]\n', [("a", 1), ("b", 3)]),
        ('ENTRYPOINT ["a"]\n', [("a", 1)]),
        ("ENTRYPOINT a b\n", [("a b", 1)]),
        ("ONBUILD RUN a\n", [("a", 1)]),
        ("run a\n", [("a", 1)]),
        ("RUN <<EOF\na\nb\nEOF\nRUN c\n", [("a", 2), ("b", 3), ("c", 5)]),
        ("COPY a b\nEXPOSE 80\nHEALTHCHECK CMD a\nLABEL a=b\n# RUN a\n", []),
        ("CMD [broken\n", [("[broken", 1)]),
        ("CMD [1, 2]\n", [("[1, 2]", 1)]),
        ("\\\n", []),
    ],
)
def test_dockerfile(text: str, expected: list[tuple[str, int]]) -> None:
    assert commands(text, "Dockerfile") == expected


def test_copied_here_document() -> None:
    found = read("FROM x\nCOPY <<E /app/c.yaml\nadapter: lora\nRUN a\nE\n", "Dockerfile")
    assert documents(found) == []  # `RUN a` inside breaks it, and is no instruction
    assert [each.words for each in found.commands] == [("cat",)]
    found = read("FROM x\nCOPY <<E /app/c.yaml\nadapter: lora\nE\n", "Dockerfile")
    assert documents(found) == ["{adapter: lora}"]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("all:\n\ta\n\nb:\n\ta 'b\n", "Makefile", ("a quote is not closed", 5, 3)),
        ("FROM x\nRUN a \\\n  'b\n", "Dockerfile", ("a quote is not closed", 3, 3)),
        (
            "A = "
            + "$(B)" * 20
            + "\nB = "
            + "$(C)" * 90
            + "\nC = "
            + "$(D)" * 90
            + "\nD = "
            + "$(E)" * 90
            + "\nE = x\nall:\n\t$(A)",
            "Makefile",
            ("its variables fill in more than 4 MiB", 1, 1),
        ),
        ("all:\n\t" + "$(" * 1_000, "Makefile", ("it is nested deeper than 50 levels", 2, 99)),
    ],
    ids=["Makefile", "Dockerfile", "growth", "nested"],
)
def test_refused(text: str, path: str, expected: tuple[str, int, int]) -> None:
    assert refusal(parse_shell(text, path)) == expected
