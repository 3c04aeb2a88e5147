"""What the matches of each detector ask of bytes; from `tools/generate.py cues`."""

# fmt: off
# ruff: noqa: E501, ISC

from __future__ import annotations

Group = tuple[bytes, ...]
Row = tuple[str, tuple[Group, ...], Group, bool, Group]

CUES: dict[str, tuple[int, str, bool, tuple[Row, ...]]] = {
    "align-anything": (2332404874, "generative", False, (
        ('json yaml', ((b'train_datasets',), (b'train_cfgs',), (b'model_cfgs',), (b'data_cfgs',)), (), False, (b'train_',)),
        ('shell', ((b'align_anything',), (b'trainers',)), (), True, (b'trainer',)),
    )),
    "autotrain": (3796219463, "generative", False, (
        ('json yaml', ((b'base_model',), (b'params',), (b'task',), (b'llm', b'vlm:', b'vlm-', b'seq2seq')), (), False, (b'base_model',)),
        ('shell', ((b'autotrain',), (b'llm', b'vlm', b'seq2seq')), (), True, (b'train',)),
        ('shell', ((b'autotrain',), (b'--config',)), (), True, (b'train',)),
        ('python', ((b'autotrain',), (b'llmtrainingparams', b'vlmtrainingparams', b'seq2seqparams')), (b'autotrain',), False, (b'train',)),
    )),
    "axolotl": (523463368, "generative", False, (
        ('json yaml', ((b'base_model',), (b'datasets', b'pretraining_dataset'), (b'micro_batch_size', b'sequence_len', b'learning_rate', b'num_epochs', b'max_steps')), (), False, (b'base_model',)),
        ('shell', ((b'axolotl',), (b'train',)), (), True, (b'axolotl',)),
        ('python', ((b'axolotl',), (b'train',), (b'cfg',)), (b'axolotl',), False, (b'axolotl',)),
    )),
    "azureml": (3822960452, "generative", False, (
        ('json yaml', ((b'training_data',), (b'finetuning',), (b'model',)), (), False, (b'model',)),
        ('json yaml', ((b'student_model',), (b'distillation',)), (), False, (b'model',)),
        ('json yaml', ((b'component',), (b'jobs',), (b'text_generation_', b'chat_completion_', b'summarization_', b'translation_', b'openai_completions_finetune', b'nemo_peft')), (), False, (b'component',)),
        ('python', ((b'create_finetuning_job',), (b'azure.ai.ml',)), (), False, (b'tun',)),
        ('python', ((b'azure',), (b'custommodelfinetuningjob', b'azureopenaifinetuningjob', b'finetuningjob', b'distillationjob')), (b'azure',), False, (b'distillationjob', b'tun')),
        ('python', ((b'azure.ai.ml',), (b'components',), (b'text_generation_pipeline', b'chat_completion_pipeline', b'summarization_pipeline', b'translation_pipeline', b'text_generation_finetune', b'chat_completion_finetune', b'summarization_finetune', b'translation_finetune', b'openai_completions_finetune')), (), False, (b'component',)),
        ('shell', ((b'az ml job create',), (b'text_generation_', b'chat_completion_', b'summarization_', b'translation_', b'openai_completions_finetune', b'nemo_peft')), (), True, (b'az ml job create',)),
    )),
    "bedrock": (2652941116, "generative", False, (
        ('python', ((b'create_model_customization_job',),), (), False, (b'model',)),
        ('json yaml', ((b'basemodelidentifier',), (b'trainingdataconfig',), (b'custommodelname', b'jobname')), (), False, (b'train',)),
        ('shell', ((b'create-model-customization-job',), (b'bedrock',)), (), True, (b'bedrock',)),
        ('json terraform', ((b'_bedrock_custom_model',),), (), False, (b'bedrock',)),
        ('json terraform yaml', ((b'bedrock:createmodelcustomizationjob',),), (), False, (b'bedrock',)),
        ('python', ((b'custommodel', b'bedrockcreatemodelcustomizationjob'), (b'bedrock', b'stepfunctions_tasks')), (b'aws_cdk', b'pulumi_aws'), False, (b'bedrock', b'model')),
    )),
    "cohere": (2121680857, "generative", False, (
        ('python', ((b'create_finetuned_model', b'create_custom_model'),), (), False, (b'model', b'tun')),
    )),
    "databricks": (733864757, "generative", False, (
        ('python', ((b'create',), (b'foundation_model', b'finetun'), (b'model_training', b'databricks_genai', b'mcli')), (b'databricks', b'databricks_genai', b'mcli'), False, (b'model', b'tun')),
    )),
    "dspy": (1620419260, "generative", False, (
        ('python', ((b'dspy', b'arbor'), (b'bootstrapfinetune', b'bettertogether', b'grpo')), (b'arbor', b'dspy'), False, (b'bettertogether', b'grpo', b'tun')),
        ('python', ((b'train_data',), (b'.finetune',), (b'dspy',)), (b'dspy',), False, (b'train_',)),
    )),
    "encoder": (235064716, "encoder", False, (
        ('python', ((b'transformers',), (b'trainer',), (b'train',), (b'sequenceclassification', b'tokenclassification', b'questionanswering', b'maskedlm', b'multiplechoice', b'imageclassification', b'audioclassification', b'forctc')), (), False, (b'trainer',)),
        ('python', ((b'from_pretrained',), (b'backward', b'fit'), (b'sequenceclassification', b'tokenclassification', b'questionanswering', b'maskedlm', b'multiplechoice')), (), False, (b'train',)),
        ('python', ((b'fit', b'train'), (b'sentence_transformers', b'sentencetransformer', b'crossencoder', b'setfit')), (b'sentence_transformers', b'setfit', b'unsloth'), False, (b'crossencoder', b'sentence_transformers', b'sentencetransformer', b'setfit')),
        ('shell', ((b'model_name_or_path', b'model_name', b'base_model', b'model'), (b'learning_rate', b'num_train_epochs', b'num_epochs', b'per_device_train_batch_size', b'lr'), (b'bert', b'electra', b'xlm-r', b'mpnet', b'minilm', b'bge-', b'e5-', b'gte-')), (), True, (b'base_model', b'model')),
        ('json toml yaml', ((b'data', b'train'), (b'epoch', b'steps', b'batch'), (b'learning_rate', b'learningrate', b'lr:', b'"lr"', b'lr ='), (b'bert', b'electra', b'xlm-r', b'mpnet', b'minilm', b'bge-', b'e5-', b'gte-')), (), False, (b'learning', b'lr')),
    )),
    "fireworks": (1708219122, "generative", False, (
        ('shell', ((b'firectl',),), (), True, (b'firectl',)),
        ('python', ((b'fireworks',), (b'fine_tuning_job', b'finetuning', b'dpo_job')), (), False, (b'fireworks',)),
    )),
    "generic": (609077807, "generative", True, (
        ('json toml yaml', ((b'lora', b'dora', b'peft', b'adapter'), (b'epoch', b'steps', b'iters', b'iterations', b'batch'), (b'learning_rate', b'learningrate', b'learning-rate', b'learning rate', b'lr:', b'"lr"', b"'lr'", b'lr =', b'lr=', b'_lr', b'train_epochs', b'num_epochs', b'max_steps')), (), False, (b'learning', b'lr', b'max_steps', b'num_epochs', b'train_')),
        ('json toml yaml', ((b'data', b'train', b'corpus'), (b'epoch', b'steps', b'iters', b'iterations', b'batch'), (b'model', b'llm', b'checkpoint', b'pretrained', b'base'), (b'learning_rate', b'learningrate', b'learning-rate', b'learning rate', b'lr:', b'"lr"', b"'lr'", b'lr =', b'lr=', b'_lr')), (), False, (b'learning', b'lr')),
        ('json toml yaml', ((b'epoch', b'steps', b'iters', b'iterations', b'batch'), (b'model', b'llm', b'checkpoint', b'pretrained', b'base', b'data'), (b'learning_rate', b'learningrate', b'learning-rate', b'learning rate', b'lr:', b'"lr"', b"'lr'", b'lr =', b'lr=', b'_lr'), (b'sft', b'dpo', b'orpo', b'kto', b'grpo', b'rlhf', b'fine-tun', b'finetun', b'fine_tun', b'instruction', b'preference')), (), False, (b'learning', b'lr')),
        ('json toml yaml', ((b'data', b'train', b'corpus'), (b'epoch', b'steps', b'iters', b'iterations', b'batch'), (b'base_model', b'basemodel', b'base-model', b'base model', b'pretrained', b'model_name_or_path', b'hf_model', b'model_id', b'teacher', b'base:'), (b'learning_rate', b'learningrate', b'learning-rate', b'learning rate', b'lr:', b'"lr"', b"'lr'", b'lr =', b'lr=', b'_lr')), (), False, (b'learning', b'lr')),
    )),
    "gpt-neox": (2920947095, "generative", False, (
        ('json yaml', ((b'num_layers', b'num-layers'), (b'finetune', b'train_impl'), (b'pipe_parallel_size', b'pipe-parallel-size', b'model_parallel_size', b'model-parallel-size', b'train_micro_batch_size_per_gpu', b'data_impl', b'data-impl')), (), False, (b'train_', b'tun')),
    )),
    "h2o-llmstudio": (3308423674, "generative", False, (
        ('json yaml', ((b'train_dataframe',), (b'llm_backbone',)), (), False, (b'train_',)),
        ('shell', ((b'llm_studio/train', b'train.py -y'),), (), True, (b'lm_', b'train')),
    )),
    "hyperpod": (635386038, "generative", False, (
        ('json yaml', ((b'model_type',), (b'llm_finetuning_aws', b'hyperpod_checkpointless_nemo', b'mtrl', b'actor_rollout_ref', b'train_files')), (), False, (b'model',)),
        ('yaml', ((b'training_config',), (b'hydra_config/',), (b'llmft', b'verl')), (), False, (b'train',)),
        ('json yaml', ((b'amazon.nova',), (b'model_type',), (b'training_config', b'ppo_actor_train')), (), False, (b'model',)),
        ('json yaml', ((b'hf_model_name_or_path',), (b'do_finetune',), (b'train_dir', b'optim', b'max_context_width')), (), False, (b'model',)),
        ('shell', ((b'fine-tuning/',), (b'recipes=', b'--recipe')), (), True, (b'tun',)),
    )),
    "kaito": (85840502, "generative", False, (
        ('json yaml', ((b'workspace',), (b'kaito.sh',), (b'tuning',)), (), False, (b'tun',)),
        ('json yaml', ((b'training_config',), (b'configmap',), (b'trainingarguments', b'loraconfig')), (), False, (b'train',)),
    )),
    "kubeflow-trainer": (4251028960, "generative", False, (
        ('json yaml', ((b'trainer.kubeflow.org',), (b'torchtune',), (b'runtime',)), (), False, (b'trainer',)),
        ('json yaml', ((b'trainer.kubeflow.org',), (b'torchtune',), (b'trainjob',)), (), False, (b'trainer',)),
        ('python', ((b'kubeflow',), (b'train',), (b'builtintrainer', b'torchtuneconfig', b'huggingfacemodelparams')), (), False, (b'train',)),
    )),
    "lamini": (847167225, "generative", False, (
        ('python', ((b'lamini',), (b'tune', b'train')), (b'lamini',), False, (b'train', b'tun')),
    )),
    "litgpt": (2192810573, "generative", False, (
        ('json yaml', ((b'checkpoint_dir',), (b'data',), (b'micro_batch_size', b'global_batch_size', b'lr_warmup_steps', b'max_seq_length'), (b'litgpt', b'lora_r', b'lora_query', b'out_dir', b'class_path')), (), False, (b'checkpoint_dir',)),
        ('shell', ((b'finetune',), (b'litgpt finetune', b'litgpt  finetune', b'litgpt/finetune', b'litgpt.finetune', b'lit_gpt', b'litgpt \\', b'finetune/lora.py', b'finetune/full.py', b'finetune/adapter')), (), True, (b'tun',)),
        ('python', ((b'backward', b'fit'), (b'litgpt', b'lit_gpt', b'lit_llama', b'lit_parrot'), (b'lora', b'adapter', b'checkpoint_dir', b'load')), (b'lit_gpt', b'lit_llama', b'lit_parrot', b'litgpt'), False, (b'lit_gpt', b'lit_llama', b'lit_parrot', b'litgpt')),
    )),
    "llama-index": (2762877097, "generative", False, (
        ('python', ((b'finetuneengine',), (b'llama_index',)), (b'llama_index',), False, (b'tun',)),
    )),
    "llamafactory": (2183366294, "generative", False, (
        ('json yaml', ((b'do_train',), (b'stage',), (b'model_name_or_path', b'dataset')), (), False, (b'train',)),
        ('json yaml', ((b'train_dataset',), (b'model_class',)), (), False, (b'train_',)),
        ('shell', ((b'llamafactory', b'llama-factory', b'lmf train', b'lmf sft', b'lmf  ', b'lmf \\', b'lmf"', b"lmf'"),), (), True, (b'llama-factory', b'llamafactory', b'lmf')),
        ('shell', ((b'model_name_or_path',), (b'do_train',), (b'stage',)), (), True, (b'model',)),
        ('python', ((b'llamafactory', b'llmtuner'), (b'run_exp', b'run_sft', b'run_dpo', b'run_pt', b'run_rm', b'run_ppo', b'run_kto')), (b'llamafactory', b'llmtuner'), False, (b'llamafactory', b'tun')),
    )),
    "llm-foundry": (1963130023, "generative", False, (
        ('json yaml', ((b'train_loader',), (b'model',), (b'finetuning', b'pretrained')), (), False, (b'train_',)),
        ('shell', ((b'train/train.py', b'llmfoundry'), (b'finetun', b'fine-tun', b'fine_tun', b'sft', b'instruct')), (), True, (b'lmf', b'train')),
    )),
    "lmflow": (1687866244, "generative", False, (
        ('json yaml', ((b'model_name_or_path',), (b'dataset_path_list',)), (), False, (b'model',)),
        ('shell', ((b'examples/finetune', b'examples/dpo_train', b'examples/dpov2_train', b'examples/iterative_dpo_train', b'examples/multistage_finetune', b'examples/raft_align', b'examples/reward_modeling', b'lmflow'),), (), True, (b'examples/', b'lmf', b'tun')),
        ('shell', ((b'lmflow',), (b'run_',)), (), True, (b'lmf',)),
        ('python', ((b'lmflow',), (b'tune', b'align')), (b'lmflow',), False, (b'lmf',)),
    )),
    "ludwig": (3918943274, "generative", False, (
        ('json yaml', ((b'model_type',), (b'trainer',), (b'llm',), (b'input_features', b'output_features', b'base_model')), (), False, (b'trainer',)),
        ('python', ((b'ludwigmodel',), (b'model_type',), (b'ludwig',), (b'llm',)), (b'ludwig',), False, (b'model',)),
        ('python', ((b'ludwigmodel',), (b'model_type: llm', b'"model_type": "llm"', b"'model_type': 'llm'"), (b'type: finetune', b'type: dpo', b'type: kto', b'type: orpo', b'type: grpo', b'"type": "finetune"', b'"type": "dpo"', b'"type": "kto"', b'"type": "orpo"', b'"type": "grpo"')), (b'ludwig',), False, (b'model',)),
        ('shell', ((b'ludwig',), (b'train', b'experiment')), (), True, (b'experiment', b'train')),
    )),
    "maxtext": (132240620, "generative", False, (
        ('json yaml', ((b'base_config', b'hf_path', b'train_split', b'per_device_batch_size', b'trainer_devices_fraction', b'load_parameters_path', b'dataset_type', b'base_output_directory'), (b'use_sft', b'use_dpo', b'use_grpo', b'loss_algo', b'distillation', b'grpo.yml', b'sft.yml', b'dpo.yml', b'rl.yml', b'student_overrides')), (), False, (b'base', b'batch_size', b'dataset_type', b'hf_path', b'load_parameters_path', b'train_', b'trainer')),
        ('yaml', ((b'return_log_prob',), (b'base_config',), (b'logical_axis_rules', b'data_sharding')), (), False, (b'base',)),
        ('shell', ((b'maxtext',), (b'sft', b'dpo', b'rl', b'distill')), (), True, (b'maxtext',)),
    )),
    "mistral-finetune": (4198554489, "generative", False, (
        ('json yaml', ((b'model_id_or_path',), (b'instruct_data', b'run_dir')), (), False, (b'model',)),
        ('shell', ((b'train',), (b'mistral-finetune', b'mistral_finetune')), (), True, (b'train',)),
    )),
    "mistral": (116669806, "generative", False, (
        ('python', ((b'fine_tuning',), (b'mistralai',), (b'create',)), (b'mistralai',), False, (b'tun',)),
        ('python', ((b'training_files',), (b'jobs.create',)), (), False, (b'train',)),
        ('json yaml', ((b'hyperparameters',), (b'training_files',), (b'model',)), (), False, (b'model',)),
        ('shell', ((b'fine_tuning/jobs',), (b'api.mistral.ai',), (b'training_files',), (b'curl',)), (), True, (b'train',)),
    )),
    "mlx-lm": (2022521663, "generative", False, (
        ('json yaml', ((b'model',), (b'data', b'hf_dataset'), (b'fine_tune_type', b'lora_parameters', b'lora_layers', b'steps_per_report', b'adapter_path')), (), False, (b'model',)),
        ('shell', ((b'lora', b'train'), (b'mlx_lm', b'mlx-lm', b'mlx_vlm', b'mlx_lm_lora')), (), True, (b'lora', b'train')),
        ('shell', ((b'mlx_vlm',), (b'lora',)), (), True, (b'lora',)),
        ('shell', ((b'lora.py',), (b'--train',)), (), True, (b'train',)),
        ('python', ((b'train',), (b'mlx_lm', b'mlx_vlm')), (b'mlx_lm', b'mlx_vlm'), False, (b'train',)),
    )),
    "ms-swift": (2053536146, "generative", False, (
        ('json yaml', ((b'dataset',), (b'model',), (b'tuner_type', b'train_type', b'sft_type', b'rlhf_type', b'train_dataset_sample', b'split_dataset_ratio')), (), False, (b'model',)),
        ('shell', ((b'swift sft', b'swift rlhf', b'megatron sft', b'megatron rlhf', b'swift/cli/', b'swift.cli', b'llm_sft', b'llm_dpo', b'rlhf_type', b'swift", "sft', b'swift", "rlhf', b'swift","sft', b'swift","rlhf', b"swift', 'sft", b"swift', 'rlhf", b'megatron", "sft', b'megatron", "rlhf'),), (), True, (b'lm_', b'megatron', b'rlhf', b'swift')),
        ('shell', ((b'swift pt', b'megatron pt', b'swift/cli/', b'swift.cli', b'swift", "pt', b"swift', 'pt", b'megatron", "pt'),), (), True, (b'megatron', b'swift')),
        ('python', ((b'swift',), (b'sft_main', b'rlhf_main', b'pt_main')), (b'swift',), False, (b'swift',)),
    )),
    "nemo-automodel": (3277070615, "generative", False, (
        ('json yaml', ((b'dataset',), (b'from_pretrained', b'load_base_model'), (b'nemo_automodel', b'nemoautomodel')), (), False, (b'automodel',)),
        ('shell', ((b'finetune', b'train_ft', b'kd', b'.yaml', b'.yml'), (b'automodel finetune', b'automodel kd', b'nemo_automodel', b'automodel ', b'llm_finetune/', b'vlm_finetune/', b'llm_kd/', b'vlm_kd/')), (), True, (b'automodel', b'lm_', b'tun')),
    )),
    "nemo-launcher": (3109619284, "generative", False, (
        ('json yaml', ((b'restore_from_path',), (b'results_dir',), (b'run',), (b'train_ds', b'mm_cfg')), (), False, (b'restore_from_path',)),
        ('json yaml', ((b'language_model_path',), (b'results_dir',), (b'train_ds',)), (), False, (b'train_',)),
        ('json yaml', ((b'pretrained_checkpoint',), (b'results_dir',), (b'rm:', b'ppo:', b'dpo:', b'sft:', b'reinforce:', b'"rm"', b'"ppo"', b'"dpo"')), (), False, (b'train',)),
        ('shell', ((b'main.py',), (b'stages',), (b'peft', b'fine_tuning', b'prompt_learning', b'adapter_learning', b'ia3_learning', b'rlhf_rm', b'rlhf_ppo', b'steerlm_reg')), (), True, (b'.py',)),
    )),
    "nemo-rl": (1147008264, "generative", False, (
        ('json yaml', ((b'policy',), (b'sft', b'dpo', b'rm', b'grpo', b'ppo', b'distillation'), (b'train_global_batch_size', b'train_micro_batch_size', b'max_total_sequence_length', b'megatron_cfg', b'dtensor_cfg', b'max_num_steps', b'max_num_epochs', b'gpus_per_node', b'checkpoint_dir', b'wandb_enabled')), (), False, (b'policy',)),
        ('yaml', ((b'defaults:',), (b'.yaml', b'.yml'), (b'policy', b'checkpointing', b'gpus_per_node', b'num_nodes', b'logger', b'data_plane', b'max_num_steps', b'max_num_epochs', b'env_name'), (b'sft', b'dpo', b'rm', b'grpo', b'ppo', b'dapo', b'gspo', b'distill', b'prorl', b'rlvr', b'rlhf')), (), False, (b'.yaml', b'.yml')),
        ('shell', ((b'examples/run_', b'examples/nemo_gym/run_'),), (), True, (b'examples/',)),
        ('python', ((b'nemo_rl.algorithms',), (b'train',)), (b'nemo_rl',), False, (b'train',)),
    )),
    "nemo": (3283244047, "generative", False, (
        ('json yaml', ((b'restore_from_path',), (b'train_ds',), (b'file_name', b'file_path', b'data_path', b'dataset')), (), False, (b'restore_from_path',)),
        ('json yaml', ((b'restore_from_path',), (b'peft_scheme',), (b'exp_manager',), (b'train_ds', b'data')), (), False, (b'restore_from_path',)),
        ('json yaml', ((b'language_model_path',), (b'train_ds',), (b'virtual_prompt_style', b'adapter_tuning', b'ia3_tuning', b'lora_tuning', b'task_templates')), (), False, (b'train_',)),
        ('json yaml', ((b'restore_from_path',), (b'from_pretrained',), (b'data_path',), (b'mm_cfg',)), (), False, (b'restore_from_path',)),
        ('json yaml', ((b'exp_manager',), (b'pretrained_checkpoint', b'restore_from_path'), (b'dpo:', b'kto:', b'ppo:', b'rm:', b'reinforce:', b'grpo:', b'spin:', b'rs:', b'self_rewarding:', b'self_taught:', b'hybrid_train:', b'knowledge_distillation:', b'"dpo"', b'"rm"', b'"ppo"')), (), False, (b'exp_manager',)),
        ('shell', ((b'megatron_', b'train_gpt_', b'train_reward_model', b'nemo llm finetune', b'llm finetune'), (b'finetun', b'_sft', b'peft_tuning', b'prompt_learning', b'adapter_tuning', b'ia3_tuning', b'lora_tuning', b'train_gpt_', b'train_reward_model')), (), True, (b'megatron', b'train_', b'tun')),
    )),
    "open-instruct": (2341415302, "generative", False, (
        ('shell', ((b'open_instruct/', b'open_instruct.'),), (), True, (b'open_instruct.', b'open_instruct/')),
    )),
    "openai": (4177464166, "generative", False, (
        ('python', ((b'fine_tuning',), (b'create',)), (), False, (b'tun',)),
        ('python', ((b'openai',), (b'finetuningjob', b'finetune')), (b'openai',), False, (b'tun',)),
        ('json yaml', ((b'training_file',), (b'model',)), (), False, (b'model',)),
        ('shell', ((b'openai',), (b'api',), (b'fine_tuning', b'fine_tunes')), (), True, (b'tun',)),
        ('python', ((b'post',), (b'fine_tuning/jobs', b'fine-tunes', b'fine_tunes')), (), False, (b'tun',)),
        ('shell', ((b'curl',), (b'fine_tuning/jobs', b'fine-tunes'), (b'training_file', b'@', b'-d', b'--data', b'--json')), (), True, (b'tun',)),
    )),
    "openpipe": (4222000694, "generative", False, (
        ('python', ((b'finetune/create',), (b'openpipe',)), (), False, (b'tun',)),
        ('json yaml', ((b'datasetid',), (b'basemodel',), (b'slug',)), (), False, (b'base',)),
        ('shell', ((b'finetune/create',), (b'openpipe',), (b'curl',)), (), True, (b'tun',)),
    )),
    "openrlhf": (4048412553, "generative", False, (
        ('shell', ((b'openrlhf',), (b'train_sft', b'train_dpo', b'train_rm', b'train_prm', b'train_kto', b'train_kd', b'train_ppo', b'train_ppo_ray')), (), True, (b'train_',)),
        ('python', ((b'openrlhf',), (b'trainer',)), (b'openrlhf',), False, (b'trainer',)),
    )),
    "oumi": (2128013949, "generative", False, (
        ('json yaml', ((b'model_name',), (b'datasets',), (b'dataset_name', b'dataset_path'), (b'trainer_type', b'torch_dtype_str', b'model_max_length', b'use_peft', b'enable_gradient_checkpointing', b'per_device_train_batch_size', b'learning_rate')), (), False, (b'model',)),
        ('shell', ((b'train', b'tune'), (b'oumi train', b'oumi  train', b'oumi distributed', b'oumi tune', b'oumi \\', b'-m oumi')), (), True, (b'train', b'tun')),
        ('shell', ((b'job',), (b'oumi launch', b'oumi  launch')), (), True, (b'oumi',)),
    )),
    "peft": (1190629990, "generative", False, (
        ('python', ((b'get_peft_model',), (b'peft',), (b'causallm', b'causal_lm', b'seq2seqlm', b'seq_2_seq_lm', b'conditionalgeneration', b'vision2seq', b'imagetexttotext', b'visiontext2text', b'lmheadmodel', b'withvaluehead', b'languagemodel', b'mtmodel')), (b'peft',), False, (b'peft',)),
        ('python', ((b'get_peft_model',), (b'peft',), (b'causal_lm', b'seq_2_seq_lm')), (b'peft',), False, (b'peft',)),
        ('python', ((b'get_peft_model',), (b'peft',), (b'optim', b'train'), (b'causallm', b'causal_lm', b'seq2seqlm', b'seq_2_seq_lm', b'conditionalgeneration', b'vision2seq', b'imagetexttotext', b'lmheadmodel')), (b'peft',), False, (b'peft',)),
        ('python', ((b'trainer',), (b'train',), (b'transformers', b'optimum'), (b'causallm', b'seq2seqlm', b'conditionalgeneration', b'vision2seq', b'imagetexttotext', b'visiontext2text', b'lmheadmodel', b'automodelwithlmhead', b'languagemodel', b'mtmodel')), (b'optimum', b'transformers'), False, (b'trainer',)),
        ('python', ((b'from_pretrained',), (b'backward',), (b'optim', b'adam', b'deepspeed'), (b'causallm', b'seq2seqlm', b'conditionalgeneration', b'vision2seq', b'imagetexttotext', b'lmheadmodel')), (), False, (b'backward',)),
        ('python', ((b'fit',), (b'from_pretrained', b'from_preset'), (b'causallm', b'seq2seqlm', b'conditionalgeneration', b'lmheadmodel')), (b'keras_', b'transformers'), False, (b'from_preset', b'train')),
        ('python', ((b'transformers',), (b'trainer',), (b'train',), (b'datacollatorforseq2seq', b'datacollatorforlanguagemodeling', b'datacollatorforcompletiononlylm', b'seq2seqtrainer')), (), False, (b'trainer',)),
        ('python', ((b'sequenceclassification',), (b'transformers',), (b'logsigmoid',), (b'trainer',)), (b'transformers',), False, (b'trainer',)),
        ('python', ((b'from_pretrained',), (b'trainer',), (b'fit', b'train', b'learn'), (b'causallm', b'seq2seqlm', b'conditionalgeneration', b'vision2seq', b'imagetexttotext', b'lmheadmodel', b'languagemodel')), (), False, (b'trainer',)),
        ('python', ((b'backward',), (b'token',), (b'step',), (b'lora', b'peft', b'finetun', b'fine_tun', b'sft', b'dpo', b'rlhf', b'grpo')), (), False, (b'backward',)),
        ('python', ((b'apply_gradients', b'apply_updates', b'value_and_grad'), (b'from_pretrained', b'loralinear', b'load'), (b'optax', b'mlx', b'tensorflow')), (), False, (b'apply_gradients', b'apply_updates', b'value_and_grad')),
        ('shell', ((b'model_name_or_path', b'base_model', b'model_id'), (b'data_path', b'dataset', b'train_file', b'train_data', b'dataset_name'), (b'learning_rate', b'--lr', b'per_device_train_batch_size', b'num_train_epochs', b'epochs', b'max_steps', b'micro_batch_size')), (), True, (b'base_model', b'model')),
        ('shell', ((b'model_name_or_path', b'base_model', b'model_id', b'model_name'), (b'learning_rate', b'per_device_train_batch_size', b'num_train_epochs', b'num_epochs', b'micro_batch_size'), (b'sft', b'finetun', b'fine_tun', b'fine-tun', b'lora', b'dpo', b'grpo')), (), True, (b'batch_size', b'learning', b'num_epochs', b'train_')),
    )),
    "predibase": (1644154453, "generative", False, (
        ('python', ((b'predibase',), (b'adapters.create', b'jobs.create', b'finetuning_job', b'finetune')), (), False, (b'base',)),
    )),
    "rapidfire": (3632338206, "generative", False, (
        ('python', ((b'rapidfireai',), (b'run_fit',)), (b'rapidfireai',), False, (b'rapidfireai',)),
    )),
    "sagemaker-jumpstart": (2480892789, "generative", False, (
        ('python', ((b'jumpstartestimator',), (b'fit',)), (b'sagemaker',), False, (b'jumpstartestimator',)),
    )),
    "sagemaker": (730927762, "generative", False, (
        ('python', ((b'entry_point',), (b'sagemaker',), (b'fit',)), (b'sagemaker',), False, (b'entry_point',)),
    )),
    "together": (1779397057, "generative", False, (
        ('python', ((b'together',), (b'create',), (b'fine_tuning', b'finetune')), (b'together',), False, (b'tun',)),
        ('python', ((b'fine_tuning.create',), (b'training_file',)), (), False, (b'train',)),
        ('shell', ((b'fine-tuning create', b'finetune create'), (b'together', b'tg ')), (), True, (b'tun',)),
    )),
    "torchtune": (1859035739, "generative", False, (
        ('json yaml', ((b'_component_',), (b'torchtune',), (b'optimizer',), (b'dataset',)), (), False, (b'component',)),
        ('shell', ((b'full_finetune_', b'lora_finetune_', b'_dpo_', b'qat_', b'knowledge_distillation_', b'grpo_full_finetune_'),), (), True, (b'_dpo_', b'knowledge_distillation_', b'qat_', b'tun')),
        ('python', ((b'instantiate',), (b'torchtune',), (b'backward',)), (b'torchtune',), False, (b'backward',)),
    )),
    "training-script": (3572808380, "generative", True, (
        ('shell', ((b'lora', b'peft'), (b'learning_rate', b'learning-rate', b'--lr', b'lr=', b'epoch', b'max_steps', b'max-steps', b'batch_size', b'batch-size')), (), True, (b'lora', b'peft')),
        ('shell', ((b'model', b'llm', b'base'), (b'data', b'train', b'corpus', b'sft', b'dpo'), (b'learning_rate', b'learning-rate', b'--lr', b'lr=', b'epoch', b'max_steps', b'max-steps')), (), True, (b'epoch', b'learning', b'lr', b'max-steps', b'max_steps')),
        ('shell', ((b'.py',), (b'sft.py', b'sft_', b'sft-', b'_sft', b'dpo.py', b'dpo_', b'_dpo', b'grpo', b'orpo.py', b'orpo_', b'_orpo', b'kto.py', b'_kto', b'kto_', b'rlhf', b'qlora', b'_lora', b'lora_', b'supervised', b'instruct', b'finetun', b'fine_tun', b'fine-tun')), (), True, (b'.py',)),
        ('shell', ((b'.py', b'-m '), (b'.yaml', b'.yml', b'.json', b'.toml'), (b'sft', b'dpo', b'orpo', b'kto', b'grpo', b'rlhf', b'qlora', b'lora')), (), True, (b'.json', b'.toml', b'.yaml', b'.yml')),
    )),
    "trl": (1889925579, "generative", False, (
        ('json yaml', ((b'model_name_or_path',), (b'dataset_name', b'dataset_mixer', b'dataset_mixture', b'dataset_train_split', b'dataset_mixer_list', b'train_file', b'datasets', b'dataset_id_or_path', b'training_data_path')), (), False, (b'model',)),
        ('python', ((b'trainer',), (b'trl',)), (b'trl',), False, (b'trainer',)),
        ('shell', ((b'trl sft', b'trl dpo', b'trl grpo', b'trl kto', b'trl reward', b'trl rloo', b'trl orpo', b'trl ppo', b'trl  ', b'trl\t', b'trl\n', b'trl\r', b'trl \\', b'trl $', b'trl"', b"trl'", b'trl "', b"trl '", b'trl.cli', b'trl`'),), (), True, (b'trl',)),
        ('shell', ((b'trl/scripts/', b'trl.scripts.', b'examples/scripts/'),), (), True, (b'examples/', b'trl')),
        ('python', ((b'train', b'fit', b'learn'), (b'sfttrainer', b'dpotrainer', b'ktotrainer', b'grpotrainer', b'rlootrainer', b'orpotrainer', b'cpotrainer', b'simpotrainer', b'gkdtrainer', b'rewardtrainer', b'rewardmodeltrainer', b'rmtrainer', b'rlhftrainer')), (), False, (b'trainer',)),
    )),
    "trlx": (1451414818, "generative", False, (
        ('python', ((b'train',), (b'trlx',)), (b'trlx',), False, (b'train',)),
    )),
    "unsloth": (2120642033, "generative", False, (
        ('python', ((b'get_peft_model',), (b'unsloth',)), (b'unsloth',), False, (b'unsloth',)),
        ('python', ((b'unslothtrainer',), (b'unsloth',)), (b'unsloth',), False, (b'trainer',)),
        ('shell', ((b'unsloth-cli', b'unsloth_cli', b'unsloth train'),), (), True, (b'unsloth',)),
    )),
    "verl": (3477554331, "generative", False, (
        ('json yaml', ((b'actor_rollout_ref',), (b'algorithm', b'adv_estimator', b'train_files', b'trainer')), (), False, (b'actor_rollout_ref',)),
        ('yaml', ((b'defaults:',), (b'ppo_trainer', b'ppo_megatron_trainer', b'sft_trainer'), (b'model_engine', b'verl', b'actor_rollout_ref', b'train_files')), (), False, (b'trainer',)),
        ('json yaml', ((b'adv_estimator',), (b'train_files',), (b'worker',)), (), False, (b'train_',)),
        ('json yaml', ((b'train_files',), (b'trainer',), (b'default_local_dir', b'partial_pretrain', b'total_epochs', b'model@model', b'micro_batch_size_per_gpu', b'messages_key', b'prompt_key')), (), False, (b'trainer',)),
        ('shell', ((b'verl.trainer', b'verl/trainer', b'verl.experimental', b'verl.recipe', b'-m recipe.', b'verl_recipe'),), (), True, (b'-m recipe.', b'trainer', b'verl')),
        ('shell', ((b'actor_rollout_ref.',),), (), True, (b'actor_rollout_ref.',)),
    )),
    "vertex": (328684502, "generative", False, (
        ('python', ((b'vertexai',), (b'tuning',), (b'train',), (b'sft',)), (b'vertexai',), False, (b'train',)),
        ('python', ((b'tunings',), (b'tune',)), (), False, (b'tun',)),
        ('python', ((b'tune_model', b'create_tuned_model'), (b'vertexai', b'generativeai')), (b'google', b'vertexai'), False, (b'tun',)),
        ('json yaml', ((b'basemodel',), (b'supervisedtuningspec', b'preferenceoptimizationspec', b'distillationspec')), (), False, (b'base',)),
        ('shell', ((b'tuning-jobs',), (b'gcloud',)), (), True, (b'tun',)),
    )),
    "xtuner": (838022171, "generative", False, (
        ('python', ((b'xtuner',), (b'supervisedfinetune', b'dpo', b'orpo', b'rewardmodel', b'llavamodel', b'internvl_v1_5', b'anymodelforprompttuning')), (), False, (b'tun',)),
        ('python', ((b'trainerconfig',), (b'xtuner',)), (b'xtuner',), False, (b'trainer',)),
        ('python', ((b'xtuner',), (b'build_lora_model', b'build_qlora_model', b'build_model')), (b'xtuner',), False, (b'lora', b'model')),
        ('shell', ((b'xtuner',), (b'train', b'sft', b'rl', b'grpo')), (), True, (b'tun',)),
    )),
}
