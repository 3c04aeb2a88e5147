"""Overlays are read with their parents, wherever those stand; the child's word is the last."""

from __future__ import annotations

import pytest

from ftpolicy.detect.find import find
from ftpolicy.detect.load import built_in
from ftpolicy.model.detection import Premises
from tests.honest import MemoryTree

PARENT = """
sft: {max_num_steps: 100}
policy: {model_name: acme/house-1b, train_global_batch_size: 8}
data: {train: {dataset_name: acme/replies}}
checkpointing: {checkpoint_dir: out}
"""
INFO = """{
  "voice": {"file_name": "voice.jsonl"},
  "hub": {"hf_hub_url": "acme/hub", "file_name": "x.jsonl"},
  "cloud": {"cloud_file_name": "s3://acme/c.jsonl"},
  "bare": {"columns": {}},
  "none": {"hf_hub_url": null, "file_name": "n.json"}
}"""
FACTORY = "model_name_or_path: acme/house-1b\nstage: sft\ndo_train: true\nfinetuning_type: lora\n"

Files = dict[str, str]


def premises(files: Files, path: str) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    """Base model, method and data sets of what stands at the path."""
    found = find(MemoryTree(files), [path], built_in()).detections
    read: list[Premises] = [one.premises for one in found]
    return [(each.base_model, each.method, each.datasets or ()) for each in read]


OVERLAYS: dict[str, tuple[Files, tuple[str, str, tuple[str, ...]]]] = {
    "a parent beside it": (
        {"a.yaml": "defaults: sft.yaml\ncluster: {gpus_per_node: 4}\n", "sft.yaml": PARENT},
        ("acme/house-1b", "sft", ("acme/replies",)),
    ),
    "a parent above, by its relative path": (
        {"c/r/l/a.yaml": "defaults: ../../sft.yaml\n", "c/sft.yaml": PARENT},
        ("acme/house-1b", "sft", ("acme/replies",)),
    ),
    "the child's word is the last": (
        {
            "a.yaml": "defaults: sft.yaml\npolicy: {model_name: acme/house-7b}\n",
            "sft.yaml": PARENT,
        },
        ("acme/house-7b", "sft", ("acme/replies",)),
    ),
    "a parent of a parent": (
        {
            "a.yaml": "defaults: b.yaml\n",
            "b.yaml": "defaults: sft.yaml\ndata: {train: {dataset_name: acme/b}}\n",
            "sft.yaml": PARENT,
        },
        ("acme/house-1b", "sft", ("acme/b",)),
    ),
    "a list with the document itself first": (
        {
            "a.yaml": "defaults: [_self_, sft]\npolicy: {model_name: acme/lost}\n",
            "sft.yaml": PARENT,
        },
        ("acme/house-1b", "sft", ("acme/replies",)),
    ),
    "a group under a key": (
        {
            "a.yaml": "defaults:\n  - _self_\n  - policy: house\n  - rows@data: house\n"
            "sft: {max_num_steps: 9}\ncheckpointing: {checkpoint_dir: o}\n",
            "policy/house.yaml": "model_name: acme/house-1b\ntrain_global_batch_size: 8\n",
            "rows/house.yaml": "train: {dataset_name: acme/replies}\n",
        },
        ("acme/house-1b", "sft", ("acme/replies",)),
    ),
    "an override of a parent's choice": (
        {
            "a.yaml": "defaults: [base, override policy: large, _self_]\n",
            "base.yaml": "defaults: [{policy: small}]\nsft: {max_num_steps: 9}\n"
            "data: {train: {dataset_name: d}}\ncheckpointing: {checkpoint_dir: o}\n",
            "policy/small.yaml": "model_name: acme/small\ntrain_global_batch_size: 8\n",
            "policy/large.yaml": "model_name: acme/large\ntrain_global_batch_size: 8\n",
        },
        ("acme/large", "sft", ("d",)),
    ),
    "a file that is put at the root": (
        {
            "a.yaml": "defaults: [{experiment: sft}]\n",
            "experiment/sft.yaml": "# @package _global_\n" + PARENT,
        },
        ("acme/house-1b", "sft", ("acme/replies",)),
    ),
    "base_config in a folder above, which says no by itself": (
        {
            "configs/post/a.yml": "base_config: base.yml\nuse_sft: true\nhf_path: acme/replies\n"
            "train_split: train\n",
            "configs/base.yml": "base_emb_dim: 2048\nuse_sft: false\n"
            "load_parameters_path: gs://acme/house\n",
        },
        ("gs://acme/house", "sft", ("acme/replies",)),
    ),
}


@pytest.mark.parametrize(("files", "wanted"), OVERLAYS.values(), ids=OVERLAYS)
def test_premises_come_from_the_parents(
    files: Files, wanted: tuple[str, str, tuple[str, ...]]
) -> None:
    assert premises(files, next(iter(files))) == [wanted]


def test_what_a_parent_says_stands_where_the_child_names_it() -> None:
    tree = MemoryTree({"a.yaml": "# x\n\ndefaults: sft.yaml\n", "sft.yaml": PARENT})
    (one,) = find(tree, ["a.yaml"], built_in()).detections
    assert (one.path, one.location.line) == ("a.yaml", 3)


SILENT: dict[str, Files] = {
    "the parent is an evaluation": {
        "a.yaml": "defaults: eval.yaml\n",
        "eval.yaml": "generation: {model_name: acme/house-1b}\neval: {metric: pass}\n",
    },
    "the parent is not there": {"a.yaml": "defaults: [house, other]\n"},
    "the parent stands outside": {"a.yaml": "defaults: ../../sft.yaml\n", "sft.yaml": PARENT},
    "a circle": {"a.yaml": "defaults: b.yaml\n", "b.yaml": "defaults: a.yaml\n"},
    "its own parent": {"a.yaml": "defaults: a.yaml\n"},
    "more parents than are followed": {
        "a.yaml": "defaults: p0.yaml\n",
        **{f"p{n}.yaml": f"defaults: p{n + 1}.yaml\n" for n in range(6)},
        "p6.yaml": PARENT,
    },
    "a language that is not claimed": {"a.yaml": "defaults: sft.yaml.md\n", "sft.yaml.md": PARENT},
    "a workflow's defaults": {"a.yaml": "defaults: {run: {shell: bash}}\njobs: {}\n"},
    "parents without end": {
        "a.yaml": f"defaults: [{', '.join(f'x@p{n}: p1' for n in range(50))}]\n",
        **{
            f"x/p{d}.yaml": f"defaults: [{', '.join(f'/x@k{n}: p{d + 1}' for n in range(50))}]\n"
            for d in range(1, 6)
        },
        "x/p6.yaml": "a: 1\nb: 2\n",
    },
}


@pytest.mark.parametrize("files", SILENT.values(), ids=SILENT)
def test_nothing_is_made_up(files: Files) -> None:
    assert premises(files, "a.yaml") == []


PYTHON_BASE = """
from transformers import AutoModelForCausalLM
from xtuner.model import SupervisedFinetune
model = dict(type=SupervisedFinetune, llm=dict(type=AutoModelForCausalLM.from_pretrained,
             pretrained_model_name_or_path="acme/house-7b"))
rows = dict(type="x", data_files="voice.json")
"""


@pytest.mark.parametrize(
    ("child", "wanted"),
    [
        ("_base_ = '../base.py'\nlr = 1\n", ("acme/house-7b", "sft", ("voice.json",))),
        ("_base_ = ['./no.py', '../base.py']\n", ("acme/house-7b", "sft", ("voice.json",))),
        (
            "_base_ = '../base.py'\nm = dict(pretrained_model_name_or_path='acme/house-1b')\n",
            ("acme/house-1b", "sft", ("voice.json",)),
        ),
    ],
    ids=["one", "several", "the child names a model"],
)
def test_a_python_config_over_its_base(child: str, wanted: tuple[str, str, tuple[str]]) -> None:
    assert premises({"c/a.py": child, "base.py": PYTHON_BASE}, "c/a.py") == [wanted]


REGISTERED: dict[str, tuple[Files, tuple[str, ...]]] = {
    "a file, a hub, a cloud and unknown ones": (
        {"a.yaml": FACTORY + "dataset: voice,hub,cloud,bare,other,none\n"},
        ("data/voice.jsonl", "acme/hub", "s3://acme/c.jsonl", "bare", "other", "data/n.json"),
    ),
    "the folder of a project below": (
        {
            "a.yaml": "",
            "p/x/a.yaml": FACTORY + "dataset: voice\n",
            "p/data/dataset_info.json": INFO,
        },
        ("p/data/voice.jsonl",),
    ),
    "a folder of its own": (
        {"a.yaml": FACTORY + "dataset: voice\ndataset_dir: rows\n", "rows/dataset_info.json": INFO},
        ("rows/voice.jsonl",),
    ),
    "no such folder": (
        {"a.yaml": FACTORY + "dataset: voice\ndataset_dir: ../../data\n"},
        ("voice",),
    ),
    "a registry that cannot be read": (
        {"a.yaml": FACTORY + "dataset: voice\n", "data/dataset_info.json": "{,"},
        ("voice",),
    ),
}


@pytest.mark.parametrize(("files", "wanted"), REGISTERED.values(), ids=REGISTERED)
def test_registered_data_sets(files: Files, wanted: tuple[str, ...]) -> None:
    tree = {"data/dataset_info.json": INFO, **files}
    path = "p/x/a.yaml" if "p/x/a.yaml" in tree else "a.yaml"
    assert premises(tree, path) == [("acme/house-1b", "sft", wanted)]
