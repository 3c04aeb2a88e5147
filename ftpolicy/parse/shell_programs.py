"""The program that a command line starts in the end, behind its wrappers and their options."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ftpolicy.model.regex import regex
from ftpolicy.model.values import dataclass
from ftpolicy.parse.shell_wrappers import (
    CONTAINER,
    LAUNCHER,
    RUNNER,
    SCHEDULER,
    WRAPPERS,
    Wrapper,
    words_of,
)

_MOST = 1000
_SCRIPT = regex(r".*\.(py|sh|bash|zsh|pyz)")
_ASSIGNMENT = regex(r"[A-Za-z_]\w*=.*", re.DOTALL)
_POOL = regex(r"\b(script|python-module)=([^,\s]+)")
_ATTACHED = regex(r"-[A-Za-z][0-9][0-9,:-]*")  # `-n4`
PYTHON = regex(r"(python|pypy)[0-9.]*|ipython3?|\$\{?PYTHON\}?|\$\(PYTHON\)")
_SHELLS = frozenset(("sh", "bash", "zsh", "ksh", "dash", "ash"))


@dataclass(frozen=True, slots=True)
class Script:
    """Shell text that a program is told to run: `bash -c TEXT`."""

    text: str


_LAUNCH_MODULES = words_of(
    "torch.distributed.run torch.distributed.launch torch.distributed.elastic.agent"
    " accelerate.commands.launch deepspeed.launcher.runner deepspeed.launcher.launch"
)


def program_of(words: Sequence[str]) -> tuple[str, ...] | Script:
    """The command behind all wrappers: its program first, or `-m` and the module.

    Empty when nothing is started (`docker run IMAGE`).
    """
    rest = list(words)
    for _ in range(_MOST):
        plain = (at for at, word in enumerate(rest) if not _ASSIGNMENT.fullmatch(word))
        rest = rest[next(plain, len(rest)) :]
        if not rest:
            return ()
        behind = _behind(rest)
        if behind is None:
            return tuple(rest)
        if isinstance(behind, Script):
            return behind
        rest = behind
    return tuple(rest)


def _behind(words: list[str]) -> list[str] | Script | None:
    """The words after the first wrapper; None when the first word is the program itself."""
    program = words[0].rsplit("/", 1)[-1]
    if program == "-m":
        return _module(words)
    if PYTHON.fullmatch(words[0]) or PYTHON.fullmatch(program):
        return _python(words)
    if words[0].startswith("$"):
        return _launched_by_variable(words)
    special = _SPECIAL.get(program)
    if special is not None:
        return special(words)
    wrapper = WRAPPERS.get(program)
    return _unwrapped(words, wrapper) if wrapper is not None else None


def _unwrapped(words: list[str], wrapper: Wrapper) -> list[str] | Script | None:
    at = 1
    if wrapper.verbs:
        at = next((index for index, word in enumerate(words) if word in wrapper.verbs), 0) + 1
        if at == 1:
            return None
    if wrapper.dashes:
        return words[words.index("--", at) + 1 :] if "--" in words[at:] else None
    for option in words[at:]:
        if option.startswith("--wrap="):
            return Script(option.partition("=")[2])
    at = _after_options(words, at, wrapper)
    if wrapper.module and words[at - 1] in {"-m", "--module"}:
        return ["-m", *words[at:]]
    return words[at + wrapper.operands :]


def _after_options(words: Sequence[str], at: int, wrapper: Wrapper) -> int:
    """Where the options end; directly behind `-m` when that is one of them."""
    while at < len(words) and (words[at].startswith("-") or _ASSIGNMENT.fullmatch(words[at])):
        option = words[at]
        at += 1
        if option == "--" or (wrapper.module and option in {"-m", "--module"}):
            break
        valued = option in wrapper.valued if wrapper.valued is not None else True
        takes = valued and not _ATTACHED.fullmatch(option) and "=" not in option
        if takes and option not in wrapper.flags and at < len(words) and not _starts(words[at]):
            at += 1
    return at


def _starts(word: str) -> bool:
    """Whether a word is an option or clearly a program, and so no option's value."""
    program = word.rsplit("/", 1)[-1]
    known = program in WRAPPERS or program in _SHELLS or PYTHON.fullmatch(program)
    return word.startswith("-") or bool(known) or _SCRIPT.fullmatch(word) is not None


def _launched_by_variable(words: list[str]) -> list[str] | None:
    """`$LAUNCHER --nodes 2 train.py`: the launcher is not known, but what it starts is."""
    at = _after_options(words, 1, LAUNCHER)
    if words[at - 1] in {"-m", "--module"}:
        return ["-m", *words[at:]]
    return words[at:] if at < len(words) and _starts(words[at]) else None


def _module(words: list[str]) -> list[str] | None:
    module = words[1] if len(words) > 1 else ""
    if module in _LAUNCH_MODULES:
        return ["torchrun", *words[2:]]
    if module in {"accelerate", "deepspeed", "torchrun", "ray"}:
        return words[1:]
    return None


def _python(words: list[str]) -> list[str] | None:
    at = 1
    while at < len(words) and words[at].startswith("-"):
        option = words[at]
        if option in {"-m", "-c"}:
            return words[at:] if len(words) > at + 1 else []
        if option.startswith("-m"):
            return ["-m", option[2:], *words[at + 1 :]]
        at += 2 if option in {"-W", "-X"} else 1
    return words[at:]


def _shell(words: list[str]) -> list[str] | Script:
    at = 1
    while at < len(words) and words[at][:1] in {"-", "+"}:
        option = words[at]
        at += 1
        if not option.startswith("--") and "c" in option:
            return Script(words[at]) if at < len(words) else []
        at += option in {"--rcfile", "--init-file"} or option[1:].endswith("o")
    return words[at:]


def _env(words: list[str]) -> list[str] | Script | None:
    if "-S" in words:
        return Script(" ".join(words[words.index("-S") + 1 :]))
    return _unwrapped(words, WRAPPERS["env"])


def _ssh(words: list[str]) -> Script:
    valued = words_of("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")
    at = _after_options(words, 1, Wrapper(valued))
    return Script(" ".join(words[at + 1 :]))


def _eval(words: list[str]) -> Script:
    return Script(" ".join(words[1:]))


def _batch(words: list[str]) -> list[str] | Script | None:
    if "--wrap" in words[:-1]:
        return Script(words[words.index("--wrap") + 1])
    return _unwrapped(words, SCHEDULER)


def _compose(words: list[str]) -> list[str] | Script | None:
    if "compose" in words[1:2]:
        return _unwrapped([words[0], *words[2:]], CONTAINER)
    return _unwrapped(words, CONTAINER)


def _jobs(words: list[str]) -> list[str] | Script | None:
    """`hf jobs run IMAGE COMMAND` and `hf jobs uv run SCRIPT`."""
    if words[1:2] != ["jobs"]:
        return None
    if words[2:3] == ["uv"]:
        return _unwrapped([words[0], *words[3:]], Wrapper(None, CONTAINER.flags, verbs=("run",)))
    return _unwrapped([words[0], *words[2:]], CONTAINER)


def _gcloud(words: list[str]) -> list[str] | None:
    """`gcloud ai custom-jobs create --worker-pool-spec=...,script=train.py --args=--lr=1,...`."""
    if "custom-jobs" not in words[:4]:
        return None
    text = " ".join(words)
    started = _POOL.search(text)
    if started is None:
        return None
    given = [word.partition("=")[2].split(",") for word in words if word.startswith("--args=")]
    module = ["-m"] if started[1] == "python-module" else []
    return [*module, started[2], *(each for part in given for each in part)]


def _hatch(words: list[str]) -> list[str] | Script | None:
    behind = _unwrapped(words, RUNNER)
    if isinstance(behind, list) and behind and ":" in behind[0]:
        return [behind[0].partition(":")[2], *behind[1:]]
    return behind


def _command(words: list[str]) -> list[str]:
    return [] if words[1:2] in (["-v"], ["-V"]) else words[1:]


_SPECIAL: dict[str, Callable[[list[str]], list[str] | Script | None]] = {
    **dict.fromkeys(_SHELLS, _shell),
    **dict.fromkeys(("docker", "podman", "docker-compose"), _compose),
    "env": _env,
    "ssh": _ssh,
    "eval": _eval,
    "sbatch": _batch,
    "hatch": _hatch,
    "hf": _jobs,
    "gcloud": _gcloud,
    "command": _command,
}
