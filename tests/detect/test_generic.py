"""Configurations as repositories write them for themselves: which ones tune a language model."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftpolicy.detect.load import built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.model.detection import Confidence, Detection
from ftpolicy.model.source import SourceFile

TUNING = {
    "flat keys of one's own": (
        "config.yaml",
        "base_model: acme/house-7b\ntrain_file: a.jsonl\nlora_rank: 8\nlr: 1e-4\nepochs: 3\n",
        ("acme/house-7b", ("a.jsonl",), "sft", "lora"),
    ),
    "sections": (
        "conf/run.yaml",
        """
        model: {base: mistralai/Mistral-7B-v0.1, quantization: {load_in_4bit: true}}
        dataset: {name: acme/replies, split: train}
        peft: {r: 16, alpha: 32}
        trainer: {num_train_epochs: 1, per_device_train_batch_size: 2, learning_rate: 2.0e-4}
        """,
        ("mistralai/Mistral-7B-v0.1", ("acme/replies",), "sft", "qlora"),
    ),
    "capital letters in JSON": (
        "settings.json",
        (
            '{"MODEL_NAME": "Qwen/Qwen2.5-7B-Instruct", "TRAIN_DATA": "t.jsonl",'
            ' "LEARNING_RATE": 1e-5,'
            ' "NUM_EPOCHS": 2, "MAX_SEQ_LENGTH": 2048}'
        ),
        ("Qwen/Qwen2.5-7B-Instruct", ("t.jsonl",), "sft", None),
    ),
    "humps in JSON": (
        "job.json",
        (
            '{"baseModel": "acme/house", "trainingFile": "s3://b/t.jsonl", "loraConfig": {"r": 8},'
            ' "hyperparameters": {"learningRate": 0.0001, "nEpochs": 3, "batchSize": 8}}'
        ),
        ("acme/house", ("s3://b/t.jsonl",), "sft", "lora"),
    ),
    "TOML with tables": (
        "tune.toml",
        """
        [model]
        name = "google/gemma-2-2b-it"
        [data]
        path = "data/tone.jsonl"
        [train]
        learning_rate = 1e-5
        epochs = 2
        """,
        ("google/gemma-2-2b-it", ("data/tone.jsonl",), "sft", None),
    ),
    "a Hydra root with groups": (
        "conf/config.yaml",
        """
        defaults: [_self_, {model: llama}, {data: chats}]
        model: {name_or_path: meta-llama/Llama-3.2-3B-Instruct}
        data: {train_path: data/chats.jsonl, max_length: 1024}
        optim: {lr: 1e-5}
        trainer: {max_epochs: 2}
        """,
        ("meta-llama/Llama-3.2-3B-Instruct", ("data/chats.jsonl",), "sft", None),
    ),
    "a full tune of a small model": (
        "experiments/t5.yaml",
        (
            "model_checkpoint: t5-small\ndataset: acme/short\nlearning_rate: 3e-4\nbatch_size: 16\n"
            "epochs: 5\nmax_input_length: 512\n"
        ),
        ("t5-small", ("acme/short",), "sft", None),
    ),
    "preferences": (
        "align.yaml",
        (
            "method: dpo\nbase_model: acme/house-sft\ndata_path: judged.jsonl\n"
            "beta: 0.1\nlr: 5e-7\n"
            "max_steps: 300\n"
        ),
        ("acme/house-sft", ("judged.jsonl",), "dpo", None),
    ),
    "rewards": (
        "rl.yaml",
        """
        algorithm: grpo
        policy: {model: Qwen/Qwen2.5-1.5B-Instruct}
        dataset: {path: sums.jsonl}
        optimizer: {learning_rate: 1e-6}
        training: {steps: 200}
        """,
        ("Qwen/Qwen2.5-1.5B-Instruct", ("sums.jsonl",), "grpo", None),
    ),
    "a teacher": (
        "distill.yaml",
        (
            "teacher_model: meta-llama/Llama-3.1-70B-Instruct\n"
            "student_model: meta-llama/Llama-3.2-1B\n"
            "dataset: acme/prompts\nlr: 1e-5\nepochs: 1\n"
        ),
        ("meta-llama/Llama-3.2-1B", ("acme/prompts",), "distill", None),
    ),
    "a sweep over adapters": (
        "sweep.yaml",
        """
        program: train.py
        method: bayes
        parameters:
          model_name: {value: meta-llama/Llama-3.2-1B}
          learning_rate: {min: 0.00001, max: 0.001}
          lora_r: {values: [8, 16]}
          epochs: {values: [1, 2]}
        """,
        ("meta-llama/Llama-3.2-1B", None, "sft", "lora"),
    ),
    "a group with the adapter alone": (
        "conf/peft/lora.yaml",
        "r: 8\nlora_alpha: 16\ntarget_modules: [q_proj]\nlearning_rate: 1e-4\nnum_epochs: 3\n",
        (None, None, "sft", "lora"),
    ),
    "values that are filled in at run time": (
        "template.yaml",
        "base_model: ${MODEL}\ndataset: ${DATA}\nlearning_rate: ${LR}\nepochs: 3\nlora_r: 8\n",
        (None, None, "sft", "lora"),
    ),
    "an image and text model": (
        "vlm.yaml",
        (
            "model: Qwen/Qwen2.5-VL-7B-Instruct\ndataset: shots.jsonl\nimage_size: 448\nlr: 1e-5\n"
            "epochs: 1\nlora_r: 8\n"
        ),
        ("Qwen/Qwen2.5-VL-7B-Instruct", ("shots.jsonl",), "sft", "lora"),
    ),
    "scores by an encoder on the side": (
        "tune.yaml",
        (
            "model: {name: meta-llama/Llama-3.1-8B}\ndata: {path: d.jsonl}\n"
            "evaluation: {bertscore_model: roberta-large}\ntraining: {lr: 1e-5, epochs: 1}\n"
        ),
        ("meta-llama/Llama-3.1-8B", ("d.jsonl",), "sft", None),
    ),
    "a list of runs": (
        "runs.yaml",
        """
        experiments:
          - {name: a, base_model: meta-llama/Llama-3.2-1B, dataset: d, lr: 1e-5, epochs: 1}
          - {name: b, base_model: meta-llama/Llama-3.2-1B, dataset: d, lr: 1e-4, epochs: 1}
        """,
        ("meta-llama/Llama-3.2-1B", ("d",), "sft", None),
    ),
    "a ConfigMap that carries it": (
        "k8s/job.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        data:
          train.yaml: |
            base_model: meta-llama/Llama-3.2-1B
            dataset_path: /data/chats.jsonl
            lora_r: 16
            learning_rate: 1e-4
            num_epochs: 2
        """,
        ("meta-llama/Llama-3.2-1B", ("/data/chats.jsonl",), "sft", "lora"),
    ),
}

OTHER = {
    "an image classifier": (
        "config.yaml",
        (
            "model: {name: resnet50, pretrained: true}\ndata: {path: imagenet, num_classes: 1000}\n"
            "optim: {lr: 0.1}\ntrain: {epochs: 90, batch_size: 256}\n"
        ),
    ),
    "timm": (
        "vit.yaml",
        (
            "model: vit_base_patch16_224\npretrained: true\ndataset: cells\n"
            "img_size: 224\nlr: 1e-3\n"
            "epochs: 30\nbatch_size: 64\n"
        ),
    ),
    "detection of things": (
        "yolo.yaml",
        "model: yolov8n.pt\ndata: coco.yaml\nimgsz: 640\nepochs: 100\nlr0: 0.01\nbatch_size: 16\n",
    ),
    "an encoder that classifies": (
        "topics.yaml",
        (
            "model_name: distilbert-base-uncased\ndataset: topics\nnum_labels: 4\n"
            "learning_rate: 2e-5\n"
            "num_epochs: 3\nmax_length: 128\n"
        ),
    ),
    "an encoder with an adapter": (
        "ner.yaml",
        (
            "base_model: FacebookAI/roberta-base\ndata_path: d\nlora_r: 8\nlr: 1e-4\nepochs: 3\n"
            "task: token-classification\n"
        ),
    ),
    "embeddings": (
        "embed.yaml",
        (
            "model: BAAI/bge-small-en-v1.5\ntrain_data: pairs.jsonl\nlr: 2e-5\nepochs: 1\n"
            "pooling: cls\n"
        ),
    ),
    "pictures from words": (
        "flux.yaml",
        (
            "pretrained_model: black-forest-labs/FLUX.1-dev\ndataset: shots\n"
            "lora_rank: 16\nlr: 1e-4\n"
            "max_train_steps: 1000\nresolution: 1024\n"
        ),
    ),
    "a diffusion run by its own words": (
        "dream.toml",
        (
            'network_module = "networks.lora"\nnetwork_dim = 16\nlearning_rate = 1e-4\n'
            'max_train_epochs = 10\ntrain_data_dir = "shots"\n'
            'pretrained_model_name_or_path = "sd.ckpt"\n'
        ),
    ),
    "speech": (
        "asr.yaml",
        (
            "model_name_or_path: openai/whisper-small\ndataset_name: voices\nlearning_rate: 1e-5\n"
            "max_steps: 4000\nlora_r: 8\n"
        ),
    ),
    "games": (
        "ppo.yaml",
        (
            "algorithm: PPO\nenv_id: CartPole-v1\nlearning_rate: 3e-4\ntotal_timesteps: 100000\n"
            "batch_size: 64\n"
        ),
    ),
    "trees": (
        "xgb.json",
        (
            '{"model": "xgboost", "data": "d.csv", "learning_rate": 0.1, "n_estimators": 100,'
            ' "max_depth": 6, "epochs": 1}'
        ),
    ),
    "a network from nothing": (
        "gpt.yaml",
        (
            "model: {name: gpt2, n_layer: 12, n_head: 12, n_embd: 768}\ndataset: openwebtext\n"
            "learning_rate: 6e-4\nmax_iters: 600000\nbatch_size: 12\n"
        ),
    ),
    "weights that are not loaded": (
        "scratch.yaml",
        (
            "base_model: meta-llama/Llama-3.2-1B\nfrom_scratch: true\ndataset: text\nlr: 3e-4\n"
            "max_steps: 100000\nmax_seq_length: 2048\npacking: true\n"
        ),
    ),
    "an evaluation": (
        "eval.yaml",
        (
            "model: meta-llama/Llama-3.1-8B-Instruct\ndataset: gsm8k\nbatch_size: 8\n"
            "max_new_tokens: 256\n"
        ),
    ),
    "serving with adapters": (
        "serve.yaml",
        (
            "model: meta-llama/Llama-3.1-8B-Instruct\nenable_lora: true\nmax_lora_rank: 64\n"
            "lora_modules: [{name: tone, path: out}]\nmax_num_seqs: 64\n"
        ),
    ),
    "DeepSpeed": (
        "ds.json",
        (
            '{"zero_optimization": {"stage": 3}, "train_micro_batch_size_per_gpu": 1,'
            ' "optimizer": {"type": "AdamW", "params": {"lr": 1e-5}}, "steps_per_print": 10}'
        ),
    ),
    "what an adapter is": (
        "out/adapter_config.json",
        (
            '{"peft_type": "LORA", "base_model_name_or_path": "acme/house", "r": 8,'
            ' "lora_alpha": 16,'
            ' "inference_mode": true, "task_type": "CAUSAL_LM"}'
        ),
    ),
    "what a run was": (
        "out/run.json",
        (
            '{"base_model": "acme/house-7b", "dataset": "d", "lr": 1e-5, "epochs": 3, "lora_r": 8,'
            ' "train_loss": 0.41}'
        ),
    ),
    "the form of a configuration": (
        "schema.json",
        (
            '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties":'
            ' {"base_model":'
            ' {"type": "string"}, "lora_r": {"type": "integer"}, "learning_rate":'
            ' {"type": "number"},'
            ' "epochs": {"type": "integer"}, "dataset": {"type": "string"}}}'
        ),
    ),
    "retrieval": (
        "rag.yaml",
        (
            "llm: {model: gpt-4o}\nembedding: {model: text-embedding-3-small, batch_size: 100}\n"
            "data: {path: docs}\nretriever: {top_k: 5}\n"
        ),
    ),
    "a recommender": (
        "rec.yaml",
        (
            "model: {name: two_tower, embedding_dim: 64}\ndata: {path: clicks.parquet}\n"
            "training: {lr: 0.001, epochs: 10, batch_size: 1024}\n"
        ),
    ),
    "time series": (
        "fc.yaml",
        "model: amazon/chronos-t5-small\ndataset: load\nhorizon: 24\nlr: 1e-4\nmax_steps: 1000\n",
    ),
}


def found(path: str, text: str) -> tuple[Detection, ...]:
    generic = tuple(one for one in built_in() if one.id == "generic")
    hits = detect(SourceFile(path, dedent(text).encode()), generic)
    assert all(isinstance(hit, Detection) for hit in hits)
    return tuple(hit for hit in hits if isinstance(hit, Detection))


@pytest.mark.parametrize(("path", "text", "said"), TUNING.values(), ids=TUNING)
def test_a_configuration_that_tunes(
    path: str, text: str, said: tuple[str | None, tuple[str, ...] | None, str, str | None]
) -> None:
    (hit,) = found(path, text)
    premises = hit.premises
    assert hit.confidence is Confidence.LIKELY
    assert (premises.base_model, premises.datasets, premises.method, hit.technique) == said


@pytest.mark.parametrize(("path", "text"), OTHER.values(), ids=OTHER)
def test_another_configuration(path: str, text: str) -> None:
    assert found(path, text) == ()
