"""The program started from a process that has imported it already, which takes a tenth of the time.

Each run is a fork with its own arguments, environment, folder and files for what it prints, so
nothing of one run reaches another. What a new interpreter does itself (imports, the encoding of
its streams, the hash seed) is tested by the tests that start one.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import ftpolicy

ROOT = str(Path(__file__).resolve().parents[1])
_BOOT = "import sys; sys.path.insert(0, {root!r}); from tests.warm import serve; serve()"
_OWN_START = ("PYTHON", "LC_", "LANG")


def fits(env: dict[str, str] | None) -> bool:
    """Whether a fork is as good as a start: not when the interpreter would read the variables."""
    return hasattr(os, "fork") and not any(name.startswith(_OWN_START) for name in env or ())


def run(argv: Sequence[str], cwd: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The finished program with what it printed, as `subprocess.run` tells it."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [os.path.join(folder, name) for name in ("out", "err")]
        asked = {"argv": list(argv), "cwd": cwd, "env": env, "outputs": outputs}
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(asked).encode("ascii") + b"\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (Path(each).read_bytes().decode("utf-8", "surrogateescape") for each in outputs)
    return subprocess.CompletedProcess(argv, code, out, err)


@cache
def _server() -> subprocess.Popen[bytes]:
    started = subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT.format(root=ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], **_measured()},
    )
    atexit.register(_end, started)
    return started


def _measured() -> dict[str, str]:
    """What coverage tells the processes that a measured one starts."""
    return {name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")}


def _end(server: subprocess.Popen[bytes]) -> None:
    for stream in (server.stdin, server.stdout):
        if stream is not None:
            stream.close()
    server.wait()


def serve() -> None:
    """The life of the process that is forked: a line of JSON in, the exit code out."""
    _import_all()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(asked["argv"], asked["cwd"], asked["env"], asked["outputs"])
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _import_all() -> None:
    """Import and make once what each run would: our modules, GitPython, schemas, a detector."""
    for module in pkgutil.walk_packages(ftpolicy.__path__, "ftpolicy."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    import_module("git.cmd")
    from ftpolicy.rules.rule import sample
    from tests.samples import judged

    judged(sample())
    gc.freeze()  # or the first collection of each child copies all that it shares with us


def _live(argv: list[str], cwd: str, env: dict[str, str], outputs: list[str]) -> NoReturn:
    code: object = 1
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(outputs, 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), "utf-8")
        out = io.BufferedWriter(io.FileIO(1, "wb"))
        sys.stdout = io.TextIOWrapper(out, "utf-8", "surrogateescape")
        err = io.BufferedWriter(io.FileIO(2, "wb"))
        sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace", line_buffering=True)
        sys.argv = ["-c", *argv]
        code = _main()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - as an interpreter does that ends
        traceback.print_exc()
    finally:
        os._exit(code if isinstance(code, int) else 1)


def _main() -> object:
    from ftpolicy.hook import main

    try:
        return main() or 0
    except SystemExit as end:
        if not isinstance(end.code, int) and end.code is not None:
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
