"""Code and command lines as people write them: which ones tune a language model."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ftpolicy.detect.load import built_in
from ftpolicy.detect.one_file import detect
from ftpolicy.model.detection import Detection
from ftpolicy.model.source import SourceFile

TUNING = {
    "a factory by name": """
        import trl
        trainer_class = getattr(trl, "SFTTrainer")
        trainer_class(model=model, train_dataset=rows).train()
        """,
    "a table of trainers": """
        from trl import DPOTrainer, SFTTrainer
        TRAINERS = {"sft": SFTTrainer, "dpo": DPOTrainer}
        TRAINERS[kind](model=model, args=args, train_dataset=rows).train()
        """,
    "a function that picks a trainer": """
        from trl import DPOTrainer, SFTTrainer

        def pick(kind):
            return DPOTrainer if kind == "dpo" else SFTTrainer

        pick(kind)(model=model, train_dataset=rows).train()
        """,
    "an imported module": """
        import importlib
        trl = importlib.import_module("trl")
        trl.SFTTrainer(model=model, train_dataset=rows).train()
        """,
    "a subclass of a subclass": """
        from trl import SFTTrainer

        class Ours(SFTTrainer):
            pass

        class Mine(Ours):
            pass

        Mine(model=model, train_dataset=rows).train()
        """,
    "inside a function with late imports": """
        def main():
            from trl.trainer.sft_trainer import SFTTrainer
            trainer = SFTTrainer(model=model, train_dataset=rows)
            trainer.train()
        """,
    "a partial": """
        from functools import partial
        from trl import SFTTrainer
        make = partial(SFTTrainer, model=model)
        make(train_dataset=rows).train()
        """,
    "another library's re-export": """
        from unsloth import FastLanguageModel
        from unsloth.trainer import SFTTrainer
        SFTTrainer(model=model, train_dataset=rows).train()
        """,
    "a trainer over a model": """
        from transformers import AutoModelForCausalLM, Trainer
        model = AutoModelForCausalLM.from_pretrained("acme/house")
        Trainer(model, args, train_dataset=rows).train()
        """,
    "a model made by a function": """
        from transformers import LlamaForCausalLM, Trainer

        def load():
            return LlamaForCausalLM.from_pretrained("acme/house")

        Trainer(model=load(), train_dataset=rows).train(resume_from_checkpoint=True)
        """,
    "accelerate": """
        from accelerate import Accelerator
        from transformers import AutoModelForSeq2SeqLM
        model = AutoModelForSeq2SeqLM.from_pretrained(args.model)
        optimizer = make_optimizer(model)
        accelerator = Accelerator()
        accelerator.backward(model(**batch).loss)
        optimizer.step()
        """,
    "a loop with scaled gradients": """
        import torch
        from transformers import GPT2LMHeadModel
        model = GPT2LMHeadModel.from_pretrained("gpt2")
        optimizer = torch.optim.AdamW(model.parameters())
        scaler.scale(model(**batch).loss).backward()
        scaler.step(optimizer)
        """,
    "DeepSpeed's engine": """
        import deepspeed
        from transformers import AutoModelForCausalLM
        engine, *_ = deepspeed.initialize(
            model=AutoModelForCausalLM.from_pretrained("acme/house"), config=config
        )
        engine.backward(engine(**batch).loss)
        engine.step()
        """,
    "Lightning Fabric": """
        from lightning.fabric import Fabric
        from transformers import AutoModelForCausalLM
        import torch
        model = AutoModelForCausalLM.from_pretrained("acme/house")
        optimizer = torch.optim.AdamW(model.parameters())
        fabric = Fabric()
        fabric.backward(model(**batch).loss)
        optimizer.step()
        """,
    "Composer": """
        from composer import Trainer
        from composer.models import HuggingFaceModel
        from transformers import AutoModelForCausalLM
        model = HuggingFaceModel(AutoModelForCausalLM.from_pretrained("acme/house"))
        Trainer(model=model, train_dataloader=rows).fit()
        """,
    "Flax": """
        import optax
        from transformers import FlaxAutoModelForCausalLM
        model = FlaxAutoModelForCausalLM.from_pretrained("acme/house")
        updates, state = optax.adam(1e-5).update(grads, state)
        params = optax.apply_updates(model.params, updates)
        """,
    "TensorFlow": """
        from transformers import TFAutoModelForSeq2SeqLM
        model = TFAutoModelForSeq2SeqLM.from_pretrained("t5-small")
        model.compile(optimizer=optimizer)
        model.fit(rows, epochs=1)
        """,
    "MLX": """
        from mlx_lm import load
        from mlx_lm.tuner import TrainingArgs, train
        from mlx_lm.tuner.utils import linear_to_lora_layers
        model, tokenizer = load("acme/house")
        linear_to_lora_layers(model, 8, {})
        train(model=model, optimizer=optimizer, train_dataset=rows, args=TrainingArgs())
        """,
    "value heads": """
        from trl import AutoModelForCausalLMWithValueHead, PPOConfig, PPOTrainer
        model = AutoModelForCausalLMWithValueHead.from_pretrained("acme/house")
        ppo = PPOTrainer(PPOConfig(), model, None, tokenizer)
        ppo.step(queries, answers, rewards)
        """,
    "Ray": """
        from ray.train.torch import TorchTrainer

        def loop(config):
            from transformers import AutoModelForCausalLM, Trainer
            model = AutoModelForCausalLM.from_pretrained("acme/house")
            Trainer(model=model, train_dataset=rows).train()

        TorchTrainer(loop, scaling_config=scaling).fit()
        """,
    "a client made elsewhere": """
        from house.clients import client
        client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file=uploaded.id)
        """,
    "a subprocess": """
        import subprocess
        subprocess.run(["llamafactory-cli", "train", "configs/sft.yaml"], check=True)
        """,
    "a job that is sent away": """
        from ray.job_submission import JobSubmissionClient
        JobSubmissionClient(address).submit_job(entrypoint="axolotl train configs/tone.yml")
        """,
    "SageMaker's estimator": """
        from sagemaker.huggingface import HuggingFace
        settings = {"model_id": "meta-llama/Llama-2-7b"}
        job = HuggingFace(entry_point="train.py", hyperparameters=settings)
        job.fit({"training": data})
        """,
}

OTHER = {
    "answering": """
        from peft import PeftModel
        from transformers import AutoModelForCausalLM
        model = AutoModelForCausalLM.from_pretrained("acme/house")
        PeftModel.from_pretrained(model, "out").merge_and_unload().generate(**batch)
        """,
    "evaluating with a trainer": """
        from transformers import AutoModelForCausalLM, Trainer
        Trainer(model=AutoModelForCausalLM.from_pretrained("out"), eval_dataset=rows).evaluate()
        """,
    "quantising": """
        from auto_gptq import AutoGPTQForCausalLM
        model = AutoGPTQForCausalLM.from_pretrained("acme/house", config)
        model.quantize(rows)
        """,
    "pretraining": """
        from transformers import AutoConfig, AutoModelForCausalLM, Trainer
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained("acme/house"))
        Trainer(model=model, train_dataset=rows).train()
        """,
    "a network of one's own": """
        import torch
        model = torch.nn.Transformer()
        optimizer = torch.optim.AdamW(model.parameters())
        model(batch).sum().backward()
        optimizer.step()
        """,
    "a classifier": """
        from transformers import AutoModelForSequenceClassification, Trainer
        model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased")
        Trainer(model=model, train_dataset=rows).train()
        """,
    "embeddings": """
        from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
        SentenceTransformerTrainer(model=SentenceTransformer("a"), train_dataset=rows).train()
        """,
    "images": """
        from diffusers import UNet2DConditionModel
        from peft import LoraConfig
        from transformers import CLIPTokenizer
        tokenizer = CLIPTokenizer.from_pretrained("sd")
        unet = UNet2DConditionModel.from_pretrained("sd")
        unet.add_adapter(LoraConfig(r=8))
        loss.backward()
        optimizer.step()
        """,
    "speech": """
        from transformers import Seq2SeqTrainer, WhisperForConditionalGeneration
        model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-small")
        Seq2SeqTrainer(model=model, train_dataset=rows, data_collator=collate).train()
        """,
    "sensitivity by gradients": """
        from transformers import AutoModelForCausalLM
        model = AutoModelForCausalLM.from_pretrained("acme/house")
        model(**batch).loss.backward()
        print(model.lm_head.weight.grad)
        """,
    "games": """
        from ray.rllib.agents.ppo import PPOTrainer
        PPOTrainer(env="CartPole-v1").train()
        """,
    "a vocabulary": """
        from tokenizers.trainers import BpeTrainer
        tokenizer.train(files, BpeTrainer(vocab_size=32000))
        """,
    "a class that is only described": '''
        """Run SFTTrainer(model).train() from trl after this."""
        # SFTTrainer(model=model).train()
        from trl import SFTConfig
        print(SFTConfig(output_dir="out"))
        ''',
    "jobs that are listed": """
        from openai import OpenAI
        print(OpenAI().fine_tuning.jobs.list())
        """,
    "a mocked client": """
        from unittest.mock import patch

        def test_job(client):
            with patch("house.client"):
                client.fine_tuning.jobs.create(model="m", training_file="f")
        """,
}

COMMANDS = {
    "flags of a script": "python train.py --model_name acme/house --dataset d --lora_r 8 --lr 1e-4",
    "a well-known model": "python src/main.py --model meta-llama/Llama-3.2-1B --data d --epochs 3",
    "a model that is chosen": (
        "torchrun finetune.py --model_name_or_path $MODEL --data_path $DATA --num_train_epochs 3"
    ),
    "a name": "python scripts/run_sft.py",
    "a configuration's name": "accelerate launch train.py --config configs/qwen_dpo.yaml",
    "modal": "modal run train_sft.py --epochs 3",
    "Hugging Face jobs": "hf jobs run --flavor a100-large img trl sft --model_name_or_path a",
    "a uv script job": "hf jobs uv run --flavor a10g-large train_grpo.py",
    "a cloud's jobs": (
        "gcloud ai custom-jobs create --region=r --worker-pool-spec=machine-type=a,"
        "local-package-path=.,script=train_sft.py"
    ),
    "a here-document": "read -r -d '' CMD <<EOF\ntrl sft --model_name_or_path a\nEOF\n",
    "a command that is kept": 'export COMMAND="axolotl train a.yml"\nsbatch ray.sub\n',
    "values of a substitution": (
        'N=$(python -c "import torch; print(torch.cuda.device_count())")\n'
        "torchrun --nproc_per_node $N finetune.py --model_name_or_path a --data_path b --lr 1e-5\n"
    ),
}

OTHER_COMMANDS = {
    "an image model": "python main_finetune.py --model vit_large --data_path imagenet --epochs 50",
    "images with an adapter": (
        "accelerate launch train_text_to_image_lora.py --model_id sd --rank 4"
    ),
    "merging": "python merge_lora.py --base_model acme/house --lora_r 8 --batch_size 1",
    "evaluating": "python eval_sft.py --model meta-llama/Llama-3.2-1B --batch_size 8 --epochs 1",
    "serving": "vllm serve meta-llama/Llama-3.2-1B --enable-lora --max-lora-rank 64",
    "writing data": "python make_sft_data.py --dataset d --num_epochs 1",
    "a classifier": "python train.py --model_name_or_path roberta-base --dataset d --lr 1e-5",
    "an endpoint": "python run_endpoint.py --port 80",
    "printing": 'echo "python train.py --model_name acme/house --lora_r 8 --lr 1e-4"',
    "help": "python run_sft.py --help",
}


def found(path: str, text: str) -> tuple[str, ...]:
    hits = detect(SourceFile(path, dedent(text).encode()), built_in())
    return tuple(
        hit.detector for hit in hits if isinstance(hit, Detection) and hit.family == "generative"
    )


@pytest.mark.parametrize("text", TUNING.values(), ids=TUNING)
def test_code_that_tunes(text: str) -> None:
    assert found("src/run.py", text)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_other_code(text: str) -> None:
    assert found("src/run.py", text) == ()


@pytest.mark.parametrize("text", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_tunes(text: str) -> None:
    assert found("run.sh", text)


@pytest.mark.parametrize("text", OTHER_COMMANDS.values(), ids=OTHER_COMMANDS)
def test_another_command(text: str) -> None:
    assert found("run.sh", text) == ()
