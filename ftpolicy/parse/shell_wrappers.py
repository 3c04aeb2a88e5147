"""The programs that only start another one, and which of their options take a value."""

from __future__ import annotations

from ftpolicy.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Wrapper:
    """How a program names the one that it starts.

    Its options are skipped: those in `valued` (all, when None) take the next word, those in
    `flags` never do. Then `operands` more words are skipped. `verbs` are the sub-commands that
    start something; `dashes` means that only what follows `--` is started. `module` says that
    `-m NAME` runs a Python module.
    """

    valued: frozenset[str] | None = frozenset()
    flags: frozenset[str] = frozenset()
    operands: int = 0
    verbs: tuple[str, ...] = ()
    dashes: bool = False
    module: bool = False


def words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ANY = Wrapper()
LAUNCHER = Wrapper(
    valued=None,
    flags=words_of(
        "--standalone --no-python --no_python --use-env --use_env --run-path --run_path --multi_gpu"
        " --multi-gpu --cpu --tpu --mps --use_fsdp --use_deepspeed --use_megatron_lm --use_xpu"
        " --debug --quiet -q --fp8 --no_local_rank --enable_each_rank_log --force_multi --exclusive"
        " --verbose -v"
    ),
    module=True,
)
SCHEDULER = Wrapper(
    valued=None,
    flags=words_of(
        "-l --label -u --unbuffered --exclusive --overlap --allow-run-as-root --oversubscribe"
        " --tag-output --report-bindings --no-container-mount-home --container-writable -O -s"
        " --overcommit --oversubscribe -q --quiet -v --verbose --kill-on-bad-exit -K -Q --pty"
        " --container-remap-root --no-kill -k"
    ),
)
RUNNER = Wrapper(
    valued=words_of(
        "-p --python --with --with-editable --with-requirements --extra --group --package --project"
        " --directory --env-file --index --index-url --extra-index-url --only-group --no-extra"
        " --no-group --from --color --cache-dir -n --name --prefix --cwd -e --environment"
        " --manifest-path --feature -C"
    ),
    verbs=("run",),
    module=True,
)
CONTAINER = Wrapper(
    valued=None,
    flags=words_of(
        "-i -t -d -it -ti -dit -itd -id -di -td --rm --detach --interactive --tty --privileged"
        " --init --read-only -P --publish-all --no-healthcheck --oom-kill-disable"
        " -q --quiet -T --build --no-deps --service-ports --use-aliases --quiet-pull --nv --rocm -c"
        " --contain -C --containall --cleanenv --no-home --writable --writable-tmpfs --fakeroot -f"
        " --compat --no-privs --no-init"
    ),
    operands=1,
    verbs=("run", "exec"),
)
WRAPPERS: dict[str, Wrapper] = {
    **dict.fromkeys(
        ("nohup", "setsid", "unbuffer", "builtin", "stdbuf", "caffeinate", "uvx"), _ANY
    ),
    "time": Wrapper(words_of("-f -o --format --output")),
    "env": Wrapper(words_of("-u --unset -C --chdir -S --split-string")),
    "sudo": Wrapper(words_of("-u --user -g --group -h --host -p --prompt -C -D -r -t -T -U")),
    "exec": Wrapper(words_of("-a")),
    "command": _ANY,
    "nice": Wrapper(words_of("-n --adjustment")),
    "ionice": Wrapper(words_of("-c -n --class --classdata")),
    "chrt": Wrapper(operands=1),
    "timeout": Wrapper(words_of("-k -s --kill-after --signal"), operands=1),
    "numactl": Wrapper(
        words_of("-m -N -C -i -p --membind --cpunodebind --physcpubind --interleave")
    ),
    "taskset": Wrapper(flags=words_of("-c -a"), operands=1),
    "xvfb-run": Wrapper(words_of("-s --server-args -n --server-num -e -f -p -w")),
    "xargs": Wrapper(words_of("-n -P -I -L -d -E -s -a --max-args --max-procs --replace")),
    "watch": Wrapper(words_of("-n --interval")),
    **dict.fromkeys(("srun", "mpirun", "mpiexec", "orterun", "jsrun", "horovodrun"), SCHEDULER),
    **dict.fromkeys(("sbatch", "qsub", "bsub"), SCHEDULER),
    **dict.fromkeys(("torchrun", "deepspeed", "composer", "accelerate-launch"), LAUNCHER),
    "accelerate": Wrapper(None, LAUNCHER.flags, verbs=("launch",), module=True),
    **dict.fromkeys(("uv", "poetry", "pipenv", "pdm", "rye", "hatch", "pixi", "pipx"), RUNNER),
    **dict.fromkeys(("conda", "mamba", "micromamba"), RUNNER),
    **dict.fromkeys(("docker", "podman", "nerdctl", "nvidia-docker"), CONTAINER),
    **dict.fromkeys(("singularity", "apptainer"), CONTAINER),
    **dict.fromkeys(("kubectl", "oc"), Wrapper(verbs=("exec", "run"), dashes=True)),
    "modal": Wrapper(words_of("-e --env -n --name -w --write-result"), verbs=("run",), module=True),
    "ray": Wrapper(verbs=("job",), dashes=True),
    "sky": Wrapper(verbs=("launch", "exec", "jobs"), dashes=True),
    **dict.fromkeys(("doppler", "dotenv", "op", "aws-vault", "infisical"), Wrapper(dashes=True)),
}
