"""A detector that a team might write for its own trainer, and files of that trainer."""

from __future__ import annotations

ACME = """\
id: acme
title: Acme Tuner
url: https://acme.example/docs
why: Mode tune beside a base and data; the same file with mode serve answers requests.
match:
  - id: config
    languages: [yaml]
    keywords: [acme_tuner, base]
    when:
      - acme_tuner.base
      - {acme_tuner.mode: tune}
      - any: [acme_tuner.data.path, acme_tuner.data.hub]
    base_model: acme_tuner.base
    datasets: [acme_tuner.data.path, acme_tuner.data.hub]
    method: sft
---
examples:
  - name: a run
    path: tune.yaml
    detects: true
    method: sft
    base_model: acme/house-8b
    datasets: [data/a.jsonl]
    text: |
      acme_tuner:
        base: acme/house-8b
        mode: tune
        data: {path: data/a.jsonl}
  - name: a server
    path: serve.yaml
    detects: false
    because: mode serve answers requests and changes no weights
    text: |
      acme_tuner: {base: acme/house-8b, mode: serve, data: {path: data/a.jsonl}}
"""

TUNE = """\
acme_tuner:
  base: acme/house-8b
  mode: tune
  data: {path: data/a.jsonl}
"""

SERVE = TUNE.replace("tune\n", "serve\n")
