"""Tunes the support model."""

from datasets import load_dataset
from peft import LoraConfig
from trl import SFTConfig, SFTTrainer

BASE = "meta-llama/Llama-3.1-8B-Instruct"

rows = load_dataset("json", data_files="data/billing_train.jsonl", split="train")
trainer = SFTTrainer(
    model=BASE,
    train_dataset=rows,
    args=SFTConfig(output_dir="out"),
    peft_config=LoraConfig(r=16),
)
trainer.train()
