"""What tuning files say of their data, in trees in memory."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from ftpolicy.detect.find import find
from ftpolicy.detect.load import built_in
from ftpolicy.evidence.datasets.part import Columns, Slice
from ftpolicy.evidence.reference import Reference
from ftpolicy.evidence.references import references
from tests.honest import MemoryTree

AXOLOTL = "base_model: Qwen/Qwen2.5-7B\nadapter: lora\nlearning_rate: 0.0002\n"
FACTORY = "model_name_or_path: Qwen/Qwen2.5-7B\nstage: sft\ndo_train: true\nfinetuning_type: lora\n"
TORCHTUNE = (
    "model: {_component_: torchtune.models.qwen2_5.lora_qwen2_5_7b_base}\n"
    "tokenizer: {_component_: torchtune.models.qwen2_5.qwen2_5_tokenizer, path: /m/vocab.json}\n"
    "checkpointer: {_component_: torchtune.training.FullModelHFCheckpointer}\n"
    "optimizer: {_component_: torch.optim.AdamW, lr: 0.0003}\nepochs: 1\nbatch_size: 2\n"
)
TRL = "model_name_or_path: Qwen/Qwen2.5-7B\ndataset_name: acme/voice\nlearning_rate: 2.0e-5\n"
TRL += "output_dir: out\nreport_to: none\n"
SCRIPT = """\
from datasets import load_dataset
from trl import SFTTrainer
rows = load_dataset("json", data_files="data/a.jsonl", split="{split}")
{more}
SFTTrainer(model="Qwen/Qwen2.5-7B", train_dataset=rows).train()
"""
REGISTRY = {
    "voice": {
        "file_name": "voice.json",
        "columns": {"prompt": "ask", "response": "say"},
    },
    "chats": {
        "file_name": "chats.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "turns"},
        "tags": {"role_tag": "who", "content_tag": "text", "user_tag": "client"},
    },
    "more": {"file_name": "voice.json", "num_samples": 50},
    "hub": {"hf_hub_url": "acme/voice", "file_name": "voice.json"},
}


def said(files: dict[str, str], path: str) -> tuple[Reference, ...]:
    tree = MemoryTree(files)
    (one,) = find(tree, [path], built_in()).detections
    return references(one, tree)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "datasets: [{path: data/a.jsonl, type: chat_template}]",
            Reference("data/a.jsonl", ("data/a.jsonl",)),
            id="a path",
        ),
        pytest.param(
            "datasets: [{path: json, data_files: [data/a.jsonl]}]\nval_set_size: 0.05",
            Reference(
                "data/a.jsonl", ("data/a.jsonl",), container="json", held_out=Decimal("0.05")
            ),
            id="a container with files",
        ),
        pytest.param(
            "datasets: [{path: data/a, ds_type: parquet, split: 'train[10%:30%]'}]",
            Reference(
                "data/a", ("data/a",), container="parquet", first=Slice(10, 30, percent=True)
            ),
            id="a slice in per cent",
        ),
        pytest.param(
            "datasets: [{path: data/a.jsonl, shards: 10, field_messages: turns,"
            " message_property_mappings: {role: who, content: text}}]",
            Reference(
                "data/a.jsonl",
                ("data/a.jsonl",),
                columns=Columns(messages="turns", role="who", content="text"),
                first=Slice(None, 10, percent=True),
            ),
            id="shards and renamed fields",
        ),
        pytest.param(
            "datasets: [{path: data/a.jsonl, split: 'train[:200]'}]\nval_set_size: 20",
            Reference(
                "data/a.jsonl", ("data/a.jsonl",), first=Slice(None, 200), held_out=Decimal(20)
            ),
            id="rows held out",
        ),
    ],
)
def test_axolotl(text: str, expected: Reference) -> None:
    assert said({"a.yaml": f"{AXOLOTL}{text}\n"}, "a.yaml") == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "dataset: voice\nmax_samples: 300\nval_size: 0.1",
            Reference(
                "data/voice.json",
                ("data/voice.json", "voice"),
                columns=Columns(prompt="ask", answer="say", only=True),
                most=300,
                held_out=Decimal("0.1"),
            ),
            id="renamed columns",
        ),
        pytest.param(
            "dataset: chats",
            Reference(
                "data/chats.jsonl",
                ("data/chats.jsonl", "chats"),
                columns=Columns(
                    messages="turns",
                    role="who",
                    content="text",
                    roles=(("client", "user"),),
                    only=True,
                ),
            ),
            id="tags",
        ),
        pytest.param(
            "dataset: more\nmax_samples: 300",
            Reference("data/voice.json", ("data/voice.json", "more"), most=50),
            id="the fewer of two limits",
        ),
        pytest.param(
            "dataset: hub",
            Reference("acme/voice", ("acme/voice", "hub")),
            id="the hub before the file",
        ),
        pytest.param("dataset: gone", Reference("gone", ("gone",)), id="not in the registry"),
    ],
)
def test_llamafactory(text: str, expected: Reference) -> None:
    files = {"conf/a.yaml": f"{FACTORY}{text}\n", "data/dataset_info.json": json.dumps(REGISTRY)}
    assert said(files, "conf/a.yaml") == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "dataset_train_split: 'train[:90]'",
            Reference("acme/voice", ("acme/voice",), first=Slice(None, 90)),
            id="a slice",
        ),
        pytest.param(
            "datasets: [{path: json, data_files: data/a.jsonl, split: 'train[:10%]'}, {name: x}]",
            Reference("json", ("data/a.jsonl", "json"), first=Slice(None, 10, percent=True)),
            id="a mixture",
        ),
    ],
)
def test_trl(text: str, expected: Reference) -> None:
    assert said({"a.yaml": f"{TRL}{text}\n"}, "a.yaml") == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "source: json, data_files: data/a.jsonl, conversation_column: turns",
            Reference(
                "data/a.jsonl",
                ("data/a.jsonl",),
                container="json",
                columns=Columns(messages="turns"),
            ),
            id="a file",
        ),
        pytest.param(
            "source: acme/voice, split: 'train[:90]'",
            Reference("acme/voice", ("acme/voice",), first=Slice(None, 90)),
            id="a hub",
        ),
    ],
)
def test_torchtune(text: str, expected: Reference) -> None:
    dataset = f"dataset: {{_component_: torchtune.datasets.chat_dataset, {text}}}\n"
    assert said({"a.yaml": f"{TORCHTUNE}{dataset}"}, "a.yaml") == (expected,)


@pytest.mark.parametrize(
    ("split", "more", "expected"),
    [
        pytest.param("train", "", Reference("data/a.jsonl", ("data/a.jsonl",), "json"), id="all"),
        pytest.param(
            "train[:25%]",
            "",
            Reference(
                "data/a.jsonl", ("data/a.jsonl",), "json", first=Slice(None, 25, percent=True)
            ),
            id="a slice",
        ),
        pytest.param(
            "train",
            "rows = rows.train_test_split(test_size=0.2)['train']",
            Reference("data/a.jsonl", ("data/a.jsonl",), "json", held_out=Decimal("0.2")),
            id="held out",
        ),
    ],
)
def test_python(split: str, more: str, expected: Reference) -> None:
    script = SCRIPT.format(split=split, more=more)
    assert said({"train.py": script}, "train.py") == (expected,)


def test_a_registry_that_names_itself_ends() -> None:
    loop = {"voice": {"file_name": "dataset_info.json"}}
    files = {"a.yaml": f"{FACTORY}dataset: voice\n", "data/dataset_info.json": json.dumps(loop)}
    (one,) = said(files, "a.yaml")
    assert one.names == ("data/dataset_info.json", "voice")
