"""Shell text to commands: words, variables, wrappers, and what is embedded."""

from __future__ import annotations

import pytest

from ftpolicy.model.source import Command, Parsed
from ftpolicy.parse import shell_words
from ftpolicy.parse.shell_text import commands_of, parse_shell
from tests.parse.shown import documents, places, refusal, shown


def parsed(text: str) -> Parsed:
    found = parse_shell(text, "run.sh")
    assert isinstance(found, Parsed), found
    return found


def commands(text: str) -> list[str]:
    """Each command with its words joined by `_` where a word holds a blank."""
    return [
        " ".join(word.replace(" ", "_") for word in each.words) for each in parsed(text).commands
    ]


def options(text: str) -> str:
    (command,) = parsed(text).commands
    return shown(command.options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("#!/bin/sh\n#SBATCH -N 1\n# trl sft\n", []),
        ("a b # c", ["a b"]),
        ("a b#c", ["a b#c"]),
        ("a 'b c' \"d e\" f\\ g", ["a b_c d_e f_g"]),
        ("a $'b\\'c'", ["a b'c"]),
        ("a \\\n  b \\\r\n  c", ["a b c"]),
        ('a "b\\\nc"', ["a bc"]),
        ("a; b && c || d | e & f", ["a", "b", "c", "d", "e", "f"]),
        ("(a; b)\n{ c; }", ["a", "b", "c"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("while ! a; do b; done", ["a", "b"]),
        ("case $x in\n a) b ;;\n *) c ;;\nesac", ["a", "b", "*", "c"]),
        ("x=$(case y in z) a ;; esac)\nb", ["a", "b"]),
        ("a > out 2>&1 < in &> all", ["a"]),
        ("a $(b c) `d`", ["b c", "d", "a $(b_c) $(d)"]),
        ('a "$(b "c d")"', ["b c_d", 'a $(b_"c_d")']),
        ("a <(b) >(c)", ["b", "c", "a $(b) $(c)"]),
        ("(( x << 2 ))\na $((1 << 2))", ["((_x_<<_2_))", "a $((1_<<_2))"]),
        ("[[ -f x ]] && a", ["a"]),
        ("echo trl sft; printf x; a", ["a"]),
        ("! a", ["a"]),
        ("a\rb\r\n", ["a b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert commands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M=x\na $M ${M} \"$M\" '$M'", ["a x x x $M"]),
        ("export M=x N='y z'\na $M $N \"$N\"", ["a x y z y_z"]),
        ("local M=x; a $M", ["a x"]),
        ("M='a b'\n$M c", ["a b c"]),
        ("M=x\nM+=y\na $M", ["a xy"]),
        ("M=x\nM=y\na $M", ["a y"]),
        ("a ${M:-d} ${M-e} ${M:=f}", ["a d e f"]),
        ("M=x\na ${M:-d}", ["a x"]),
        ("N=n\na ${M:-b/$N} ${O:-${P:-q}}", ["a b/n q"]),
        ('a $M ${M} "$M" $1 $@ ${1}', ["a $M $M $M $1 $@ $1"]),
        ("M=x.yaml\na ${M%.yaml} ${#M} ${M/x/y}", ["a $M $M $M"]),
        ("A=(-m x 'y z')\na ${A[@]} \"${A[@]}\" ${A[1]} ${A}", ["a -m x y_z -m x y_z x -m"]),
        ('A=(b # c\n  d)\nA+=(e)\na "${A[@]}"', ["a b d e"]),
        ('A=(b c)\na "x ${A[*]}"', ["a x_b_c"]),
        ("A=()\na ${A[@]}", ["a"]),
        ("for M in x y; do a $M; done", ["a $M"]),
        ("M=old\nfor M in x y; do a $M; done", ["a $M"]),
        ("M=x a $M", ["a $M"]),
        ("M=$(date)\na $M", ["date", "a $(date)"]),
    ],
)
def test_variables(text: str, expected: list[str]) -> None:
    assert commands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CUDA_VISIBLE_DEVICES=0,1 a b", "a b"),
        ("env -u X A=b a", "a"),
        ("env -S 'python a.py' b", "a.py b"),
        ("sudo -u me -E A=b a", "a"),
        ("time nohup nice -n 10 setsid a &", "a"),
        ("timeout -k 5 1h a", "a"),
        ("numactl --cpunodebind 0 -m 0 a", "a"),
        ("taskset -c 0-3 a", "a"),
        ("exec a", "a"),
        ("xvfb-run -a a", "a"),
        ("srun -N 2 -n4 --gres=gpu:8 --exclusive python a.py b", "a.py b"),
        ("srun --ntasks 8 --label bash a.sh b", "a.sh b"),
        ("mpirun -np 8 -x PATH --allow-run-as-root python3 a.py", "a.py"),
        ("accelerate launch --config_file c.yaml --multi_gpu a.py -x", "a.py -x"),
        (
            "accelerate launch --num_processes 4 -m axolotl.cli.train c.yml",
            "-m axolotl.cli.train c.yml",
        ),
        ("torchrun --standalone --nproc_per_node 8 a.py", "a.py"),
        ("torchrun --nproc-per-node=8 -m a.b c", "-m a.b c"),
        ("python -m torch.distributed.run --nnodes 2 a.py", "a.py"),
        ("python3 -m torch.distributed.launch --use_env a.py", "a.py"),
        ("python -m accelerate.commands.launch -m a.b", "-m a.b"),
        ("python -m accelerate launch a.py", "a.py"),
        (
            "deepspeed --num_gpus 4 --master_port 1 a.py --deepspeed d.json",
            "a.py --deepspeed d.json",
        ),
        ("deepspeed --module a.b --x", "-m a.b --x"),
        ("composer -n 8 a.py c.yaml", "a.py c.yaml"),
        ("python a/b.py c", "a/b.py c"),
        ("python3.11 -u -W ignore -m a.b c", "-m a.b c"),
        ("/usr/bin/python -ma.b c", "-m a.b c"),
        ("python -c 'print(1)'", "-c print(1)"),
        ("$PYTHON a.py", "a.py"),
        ("$LAUNCHER --nodes 2 a.py b", "a.py b"),
        ("$LAUNCHER -m a.b", "-m a.b"),
        ("$LAUNCHER", "$LAUNCHER"),
        ("python $(which torchrun) --nnodes 2 a.py", "a.py"),
        ("uv run --with trl a sft", "a sft"),
        ("uv run python a.py", "a.py"),
        ("uv run -m a.b", "-m a.b"),
        ("uv pip install a", "uv pip install a"),
        ("poetry run a", "a"),
        ("pixi run -e gpu a", "a"),
        ("hatch run gpu:a b", "a b"),
        ("hatch -e gpu run a b", "a b"),
        ("conda run -n x --no-capture-output python a.py", "a.py"),
        ("bash a.sh b", "a.sh b"),
        ("bash -euo pipefail a.sh", "a.sh"),
        ("bash -lc 'python a.py b'", "a.py b"),
        ("bash -c \"bash -c 'a b'\"", "a b"),
        ("eval 'a b' c", "a b c"),
        ("ssh -p 22 host a b", "a b"),
        ("docker run --gpus all -it --rm -v a:b -e X=Y img:1 python a.py", "a.py"),
        ("docker compose run --rm service a b", "a b"),
        ("docker exec -it -w /x box a", "a"),
        ("docker build .", "docker build ."),
        ("kubectl exec -it pod -n space -- a b", "a b"),
        ("kubectl get pods", "kubectl get pods"),
        ("singularity exec --nv -B /a img.sif python a.py", "a.py"),
        ("ray job submit --working-dir . -- python a.py", "a.py"),
        ("sky launch -c box -- a b", "a b"),
        ("sky launch task.yaml", "sky launch task.yaml"),
        ("sbatch -p gpu a.sh b", "a.sh b"),
        ("sbatch --wrap='a b'", "a b"),
        ("sbatch --time 1 --wrap 'a b'", "a b"),
        ("xargs -n 1 a", "a"),
        ("/opt/bin/accelerate launch /x/a.py", "/x/a.py"),
        ("nohup " * 60 + "a", "a"),
    ],
)
def test_wrappers(text: str, expected: str) -> None:
    assert expected in commands(text)
    assert len([each for each in commands(text) if not each.startswith("which")]) == 1


@pytest.mark.parametrize(
    "text",
    ["docker run image", "python", "python -", "bash", "command -v a", "A=b", "sudo", "env A=b"],
)
def test_wrappers_that_start_nothing(text: str) -> None:
    assert commands(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a --x 1 --y=2 -z 3 --flag", "{x: 1, y: 2, z: 3, flag: true}"),
        ("a --flag --x 1", "{flag: true, x: 1}"),
        ("a b --x 1 c", "{0: b, x: 1, 1: c}"),
        ("a x.y=1 +x.z=2 ++w=3 g@h=i", "{x.y: 1, x.z: 2, w: 3, g@h: i}"),
        ("a --x=", "{x: true}"),
        ("a --lr -1e-5 --n -.5", "{lr: -1e-5, n: -.5}"),
        ("a -- - b", "{0: b}"),
        ("python -m a.b c --x '1 2'", "{0: c, x: 1 2}"),
        ("a --x $M --y ${N:-z}", "{x: $M, y: z}"),
        ("a https://x?y=z", "{0: https://x?y=z}"),
        ("a --x 1 --x 2", "{x: 1, x: 2}"),
    ],
)
def test_options(text: str, expected: str) -> None:
    assert options(text) == expected


def test_places() -> None:
    (command,) = parsed("# c\ncd /x && é accelerate launch a.py --x 1 \\\n  --y 2\n").commands[1:]
    assert (command.line, command.column, command.width) == (2, 10, 1)
    (command,) = parsed("A=1 accelerate launch a.py --x 1\n").commands
    assert (command.line, command.column, command.width) == (1, 1, 32)
    assert places(command.options) == {"x": "1:28", "1": "1:32"}


def test_here_documents_for_shells() -> None:
    text = "bash <<'E'\na $M\nE\nM=x\nssh host <<E\nb $M\nE\ncat <<E | sudo bash\nc\nE\nd"
    assert commands(text) == ["a $M", "b x", "cat", "c", "d"]
    assert [each.line for each in parsed(text).commands] == [2, 6, 8, 9, 11]


def test_here_document_of_a_script_file() -> None:
    assert commands("cat > run.sh <<E\na b\nE\n") == ["cat", "a b"]


def test_here_strings() -> None:
    assert commands("bash <<< 'a b'") == ["a b"]


@pytest.mark.parametrize(
    "opening",
    [
        "cat > c.yaml <<E",
        "cat <<E > c.yml",
        "tee c.json <<-E",
        'cat <<"E" >> c',
        "kubectl apply <<E",
    ],
)
def test_here_documents_that_are_data(opening: str) -> None:
    found = parsed(f"x\n{opening}\nadapter: lora\nE\n")
    assert documents(found) == ["{adapter: lora}"]
    assert places(found.documents[0]) == {"adapter": "3:1", "lora": "3:10"}


def test_variables_in_here_documents() -> None:
    body = "base: $M\nother: ${N:-n}\nkept: $O\n"
    assert documents(parsed(f"M=m\ncat > a.yaml <<E\n{body}E\n")) == [
        "{base: m, other: n, kept: $O}"
    ]
    assert documents(parsed(f"M=m\ncat > a.yaml <<'E'\n{body}E\n")) == [
        "{base: $M, other: ${N:-n}, kept: $O}"
    ]


@pytest.mark.parametrize("opening", ["python <<E", "python3 - x <<'E'", "cat > a.py <<E"])
def test_here_documents_that_are_python(opening: str) -> None:
    (call,) = parsed(f"{opening}\nimport trl\ntrl.SFTTrainer()\nE\n").calls
    assert (call.name, call.line) == ("trl.SFTTrainer", 3)


def test_here_documents_that_are_nothing() -> None:
    found = parsed("cat <<E\nprose, not: [data\nE\ncat > a.toml <<E\n= broken\nE\n")
    assert (found.documents, found.calls) == ((), ())


def test_toml_here_document() -> None:
    assert documents(parsed("cat > a.toml <<E\na = 1\nE\n")) == ["{a: 1}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb 'c", ("a quote is not closed", 2, 3)),
        ('a "b', ("a double quote is not closed", 1, 3)),
        ("a $(b", ("a `)` is missing", 1, 3)),
        ("a `b", ("a ``` is missing", 1, 3)),
        ("A=(b", ("a `)` is missing", 1, 3)),
        ("$(" * 500_000, ("it is nested deeper than 50 levels", 1, 99)),
        ('"$(' * 1_000, ("it is nested deeper than 50 levels", 1, 149)),
        ("A=(b)\n" + "A+=(${A[@]})\n" * 2_000, ("its variables fill in more than 4 MiB", 1, 1)),
        (
            "A=b\n" + "A=$A$A\n" * 16 + "a $A\n" * 100,
            ("its variables fill in more than 4 MiB", 1, 1),
        ),
        ("bash <<E\n" * 20, ("its scripts nest deeper than 10 levels", 12, 1)),
        (
            "cat > a.yaml <<E\na: b\nE\n" * 51,
            ("it has more than 50 here-documents", 152, 1),
        ),
        ("a" * (1 << 20) + "b", ("it is larger than 1 MiB", 1, 1)),
    ],
    ids=[
        "quote",
        "double quote",
        "substitution",
        "backtick",
        "array",
        "nested",
        "nested in quotes",
        "growing array",
        "growing text",
        "here-documents in each other",
        "here-documents",
        "size",
    ],
)
def test_refused(text: str, expected: tuple[str, int, int]) -> None:
    assert refusal(parse_shell(text, "run.sh")) == expected


def test_tokens_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_words, "MAX_EVENTS", 10)
    assert refusal(parse_shell("a;" * 10, "x.sh")) == ("it has more than 10 shell tokens", 1, 11)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "#" * 1_000_000,
        " " * 1_000_000,
        "${a{}" * 40_000,
        "${a" + "{}" * 400_000,
        "=" * 1_000_000,
        "cat <<E\n" * 100_000,
        "bash " + "| bash " * 50 + "<<E\na\nE\n",
    ],
    ids=["word", "comment", "blanks", "braces", "groups", "equals", "openers", "pipeline"],
)
def test_long_nonsense_is_read(text: str) -> None:
    assert len(parsed(text).commands) <= 1


def test_inner_scripts_that_are_no_shell_are_passed_over() -> None:
    assert commands('bash -c "a \'b"\nc') == ["c"]


def test_wrappers_have_an_end() -> None:
    assert commands("nohup " * 1_001 + "a") == ["nohup a"]


def test_commands_of_text() -> None:
    found = commands_of("cd x\naccelerate launch a.py --x 1", 7, 5)
    assert [(each.words, each.line, each.column) for each in found] == [
        (("cd", "x"), 7, 5),
        (("a.py", "--x", "1"), 8, 1),
    ]


def test_commands_of_words() -> None:
    (found,) = commands_of(["bash", "-c", "torchrun a.py && true"], 3, 9)[:1]
    assert isinstance(found, Command)
    assert (found.words, found.line, found.column) == (("a.py",), 3, 9)
    (found,) = commands_of(("tune", "run", "x y", "$M"))
    assert found.words == ("tune", "run", "x y", "$M")


def test_commands_of_what_is_no_shell() -> None:
    assert commands_of("it's prose") == ()
    assert commands_of([]) == ()
    assert commands_of("") == ()
