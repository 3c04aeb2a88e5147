"""What only starts a file of the same repository that tunes is a launcher, and nothing else is."""

from __future__ import annotations

import json
import time

import pytest

from ftpolicy.detect.find import candidates, find
from ftpolicy.detect.load import built_in
from ftpolicy.model.detection import Detection, Premises
from tests.honest import MemoryTree

TRAIN = (
    "from trl import SFTTrainer\n\ndef load_model(name):\n    return name\n\n"
    "def main():\n    SFTTrainer(model='acme/house-8b', train_dataset=rows).train()\n\n"
    "def other():\n    return 1\n\nif __name__ == '__main__':\n    main()\n"
)
STEP = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          %s\n"
MAKE = "PY := python\nall: lint train\n\nlint:\n\truff check\n\ntrain: data\n\t$(PY) train.py\n\n"
GUARD = "if __name__ == '__main__':\n    %s\n"

Files = dict[str, str]


def launched(files: Files, path: str, *, whole: bool = False) -> list[Detection]:
    tree = MemoryTree(files)
    found = find(tree, candidates(tree) if whole else [path], built_in()).detections
    return [one for one in found if one.path == path]


def notebook(line: str) -> str:
    cell = {"cell_type": "code", "source": [line], "metadata": {}, "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


LAUNCHERS: dict[str, tuple[str, Files]] = {
    "a script beside it": ("s/run.sh", {"s/run.sh": "python train.py\n", "s/train.py": TRAIN}),
    "a script from the root": (
        "s/run.sh",
        {"s/run.sh": "torchrun s/train.py\n", "s/train.py": TRAIN},
    ),
    "through its own folder": (
        "s/run.sh",
        {"s/run.sh": 'python "$(dirname "$0")/../src/train.py"\n', "src/train.py": TRAIN},
    ),
    "through a variable": (
        "run.sh",
        {"run.sh": 'python "$ROOT/a/train.py"\n', "a/train.py": TRAIN},
    ),
    "after cd": ("run.sh", {"run.sh": "cd a/b && python train.py\n", "a/b/train.py": TRAIN}),
    "in a container's folder": (
        "Dockerfile",
        {
            "Dockerfile": 'FROM x\nCOPY . .\nCMD ["python", "/app/a/train.py"]\n',
            "a/train.py": TRAIN,
        },
    ),
    "a module": ("run.sh", {"run.sh": "python -m house.train\n", "house/train.py": TRAIN}),
    "a module below src": ("run.sh", {"run.sh": "python -m house.t\n", "src/house/t.py": TRAIN}),
    "a package": ("run.sh", {"run.sh": "python -m house\n", "house/__main__.py": TRAIN}),
    "source": ("run.sh", {"run.sh": "source ./go.sh x\n", "go.sh": "trl sft --x 1\n"}),
    "a workflow step": (
        ".github/workflows/a.yml",
        {".github/workflows/a.yml": STEP % "python t/train.py", "t/train.py": TRAIN},
    ),
    "a workflow step in a folder that is not known": (
        ".github/workflows/a.yml",
        {".github/workflows/a.yml": STEP % "python train.py", "t/train.py": TRAIN},
    ),
    "a Makefile": ("Makefile", {"Makefile": MAKE, "train.py": TRAIN}),
    "a goal": ("run.sh", {"run.sh": "make train\n", "Makefile": MAKE, "train.py": TRAIN}),
    "a goal that needs another": (
        "run.sh",
        {"run.sh": "make all\n", "Makefile": MAKE, "train.py": TRAIN},
    ),
    "the first goal": (
        "run.sh",
        {"run.sh": "make -C a\n", "a/Makefile": MAKE, "a/train.py": TRAIN},
    ),
    "a recipe of just": (
        "run.sh",
        {
            "run.sh": "just tune big\n",
            "justfile": "tune size:\n    python train.py\n",
            "train.py": TRAIN,
        },
    ),
    "three steps": (
        ".github/workflows/a.yml",
        {
            ".github/workflows/a.yml": STEP % "bash a.sh",
            "a.sh": "./b.sh\n",
            "b.sh": "python train.py\n",
            "train.py": TRAIN,
        },
    ),
    "a notebook": ("a.ipynb", {"a.ipynb": notebook("!python train.py"), "train.py": TRAIN}),
    "a subprocess": (
        "go.py",
        {
            "go.py": "import subprocess, sys\nsubprocess.run([sys.executable, 'train.py'])\n",
            "train.py": TRAIN,
        },
    ),
    "an import and a call": (
        "go.py",
        {"go.py": "from train import main\nmain()\n", "train.py": TRAIN},
    ),
    "a module and its function": (
        "go.py",
        {"go.py": "import house.train as t\n" + GUARD % "t.main()", "src/house/train.py": TRAIN},
    ),
    "a relative import": (
        "house/cli.py",
        {"house/cli.py": "from .train import main\n" + GUARD % "main()", "house/train.py": TRAIN},
    ),
    "a re-export": (
        "go.py",
        {
            "go.py": "from house import main as start\n" + GUARD % "start()",
            "house/__init__.py": "from .train import main\n",
            "house/train.py": TRAIN,
        },
    ),
    "a module among several": (
        "go.py",
        {
            "go.py": "from house import (  # all\n    data,\n    train,\n)\n"
            + GUARD % "train.main()",
            "house/data.py": "x = 1\n",
            "house/train.py": TRAIN,
        },
    ),
    "a function that is handed over": (
        "go.py",
        {"go.py": "import fire\nfrom train import main\nfire.Fire(main)\n", "train.py": TRAIN},
    ),
    "a command of its own": (
        "go.py",
        {
            "go.py": "import click\nfrom train import main\n\n"
            "@click.command()\ndef go():\n    main()\n",
            "train.py": TRAIN,
        },
    ),
    "the model here, the loop there": (
        "go.py",
        {
            "go.py": "from transformers import AutoModelForCausalLM\nfrom loop import Loop\n\n"
            "def run():\n    model = AutoModelForCausalLM.from_pretrained('acme/house-8b')\n"
            "    Loop(model).go()\n\n" + GUARD % "run()",
            "loop.py": "import torch\n\nclass Loop:\n    def __init__(self, model):\n"
            "        self.model = model\n"
            "        self.opt = torch.optim.AdamW(model.parameters())\n\n"
            "    def go(self):\n        for batch in rows:\n"
            "            self.model(**batch).loss.backward()\n            self.opt.step()\n",
        },
    ),
    "a trainer that the repository derives": (
        "go.py",
        {
            "go.py": "from house.tuner import HouseTrainer\n\n"
            "HouseTrainer(model='acme/house-8b', train_dataset=rows).train()\n",
            "house/tuner.py": "from trl import DPOTrainer\n\nclass Base(DPOTrainer):\n    pass\n\n"
            "class HouseTrainer(Base):\n    pass\n",
        },
    ),
}


@pytest.mark.parametrize("whole", [False, True], ids=["in a change", "in a scan"])
@pytest.mark.parametrize(("path", "files"), LAUNCHERS.values(), ids=LAUNCHERS)
def test_launcher(path: str, files: Files, whole: bool) -> None:
    assert len(launched(files, path, whole=whole)) == 1


NO_LAUNCHERS: dict[str, tuple[str, Files]] = {
    "only named": ("run.sh", {"run.sh": "cat train.py\n# python train.py\ngit add train.py\n"}),
    "linted": ("run.sh", {"run.sh": "ruff check train.py\npython -m py_compile train.py\n"}),
    "asked for help": ("run.sh", {"run.sh": "python train.py --help\n"}),
    "evaluated": ("run.sh", {"run.sh": "python train.py --mode eval\npython train.py serve\n"}),
    "not there": ("run.sh", {"run.sh": "python trl/train.py\n"}),
    "another one of that name beside it": (
        "e/run.sh",
        {"e/run.sh": "python train.py\n", "e/train.py": "print(1)\n"},
    ),
    "one of several that could be meant": (
        ".github/workflows/a.yml",
        {".github/workflows/a.yml": STEP % "python x/t.py", "a/x/t.py": TRAIN, "b/x/t.py": "1\n"},
    ),
    "another goal": ("run.sh", {"run.sh": "make lint\n", "Makefile": MAKE}),
    "a test": ("tests/run.sh", {"tests/run.sh": "python train.py\n"}),
    "a test by its name": (
        "test_train.py",
        {"test_train.py": "from train import main\n\ndef test_it():\n    main()\n\nmain()\n"},
    ),
    "a helper of the same module": (
        "ask.py",
        {"ask.py": "from train import load_model, other\n" + GUARD % "other(load_model(1))"},
    ),
    "imported and not called": (
        "go.py",
        {"go.py": "from train import main\n" + GUARD % "print(1)"},
    ),
    "called when it is used by others": (
        "lib.py",
        {"lib.py": "from train import main\n\ndef run():\n    main()\n"},
    ),
    "a name of another package": ("go.py", {"go.py": "from acme.x import main\nmain()\n"}),
    "four steps": (
        "a.sh",
        {"a.sh": "./b.sh\n", "b.sh": "./c.sh\n", "c.sh": "./d.sh\n", "d.sh": "python train.py\n"},
    ),
    "a circle": ("a.sh", {"a.sh": "./b.sh\n", "b.sh": "./a.sh\n"}),
    "a circle of modules": (
        "a.py",
        {
            "a.py": "from b import f\nf()\n",
            "b.py": "from c import f\n",
            "c.py": "from b import f\n",
        },
    ),
    "a trainer of something else": (
        "go.py",
        {
            "go.py": "from tuner import DogTrainer\nDogTrainer(model=1).train()\n",
            "tuner.py": "class DogTrainer:\n    def train(self):\n        pass\n",
        },
    ),
}


@pytest.mark.parametrize("whole", [False, True], ids=["in a change", "in a scan"])
@pytest.mark.parametrize(("path", "files"), NO_LAUNCHERS.values(), ids=NO_LAUNCHERS)
def test_no_launcher(path: str, files: Files, whole: bool) -> None:
    assert launched({"train.py": TRAIN, **files}, path, whole=whole) == []


def test_what_a_launcher_says() -> None:
    line = "accelerate launch train.py --model_name_or_path acme/x --dataset_name $DATA\n"
    (one,) = launched({"run.sh": "set -e\n" + line, "train.py": TRAIN}, "run.sh")
    assert (one.detector, one.confidence.value, one.location.line) == ("trl", "certain", 2)
    assert one.signs[1] == "runs train.py"
    assert one.premises == Premises(base_model="acme/x", chosen=("data set: $DATA",))


def test_a_launcher_without_flags_leaves_the_premises_to_the_file_that_it_runs() -> None:
    (one,) = launched({"run.sh": "python train.py\n", "train.py": TRAIN}, "run.sh")
    assert one.launcher


def test_a_launcher_that_was_only_likely_is_certain_and_keeps_what_was_read() -> None:
    line = "python train.py --model_name_or_path acme/x --dataset_name d --lora_r 8 --epochs 3\n"
    (alone,) = launched({"run.sh": line}, "run.sh")
    (one,) = launched({"run.sh": line, "train.py": TRAIN}, "run.sh")
    assert (alone.confidence.value, one.confidence.value) == ("likely", "certain")
    assert one.premises == alone.premises
    assert one.technique == alone.technique


def test_a_file_that_tunes_by_itself_is_judged_by_itself() -> None:
    script = "trl sft --model_name_or_path acme/own\npython train.py\n"
    (one,) = launched({"run.sh": script, "train.py": TRAIN}, "run.sh")
    assert one.premises.base_model == "acme/own"


HOSTILE: dict[str, Files] = {
    "every script runs every other": {
        **{f"s{n}.sh": "".join(f"./s{m}.sh\n" for m in range(60)) for n in range(60)},
        "train.py": TRAIN,
    },
    "every module imports every other": {
        **{
            f"m{n}.py": "".join(f"from m{m} import f{m}\n" for m in range(60))
            + f"def f{n}():\n"
            + "".join(f"    f{m}()\n" for m in range(60) if m != n)
            + f"f{n}()\n"
            for n in range(60)
        },
        "train.py": TRAIN,
    },
    "one long word": {"a.sh": "python " + "a." * 400_000 + "py\n", "train.py": TRAIN},
    "many suffixes": {"a.sh": "x" + ".py" * 300_000, "train.py": TRAIN},
    "a Makefile of goals": {
        "a.sh": "".join(f"make g{n}\n" for n in range(300)),
        "Makefile": "".join(f"g{n}: g{n + 1}\n\techo {n}\n" for n in range(300)),
    },
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_following_ends(files: Files) -> None:
    started = time.process_time()
    launched(files, "a.sh", whole=True)
    assert time.process_time() - started < 10
