"""The README of a trial: what is there, how it is run, and what the record then says."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator

from ftpolicy.evidence.trials.trial import Trial

_PAGE = """\
# A trial of prompting

Made by `ftpolicy trial` for {tuning_file} with seed {seed}. Nothing was sent anywhere: you run it.

- `prompts/`: {prompts} prompts with 0, 3, 5 and 10 examples, drawn from training rows that are no
  test items.
{holds}
- `variations.csv`: a table with a row for each prompt, for results that no reader of
  `ftpolicy measure` knows.

{cautions}## Before you run it

The prompts are a start, and the first one that works is seldom the best. Write into them what a
new colleague would have to know, keep them different from each other, and keep test items out of
them.

## Run it

From the root of the repository:

{run}

## Write it down

In {record_shown}, with the model that was prompted; `ftpolicy measure` then puts the numbers right:

```yaml
few_shot_baselines:
  - role: candidate
    model: {model}
    examples_in_prompt: {shots}
    variations_tried: {prompts}
    score: 0
    test_examples: {tests}
    measured_on:              # the day of the run, YYYY-MM-DD
    results: [{results}]
    shortfall:                # what still goes wrong with the best prompt
```

```shell
ftpolicy measure {record} --write
```

If a prompt meets the target there is nothing to fine-tune, which is the cheapest end that a trial
can have. Else run the best prompt again on fresh items and write that as `confirmed`: the best of
ten looks better than it is.
"""
_OTHER_METRIC = """\
**The record's metric is {wanted}, which these files cannot measure:** they compare answers with the
expected ones, letter by letter, as `{metric}`. Put your own scorer in its place and give it that
name. Until then `ftpolicy measure` does not take the results for the record's, and rightly: a score
that is low because it asks for the same letters shows nothing.
"""
_UNANSWERED = """\
**{unanswered} of the {tests} tests have no expected answer**, so that no answer to them is right.
"""
_LEFT_OUT = """\
The test set holds {left_out} more items; a trial takes {tests}.
"""
JUDGE_IS_CALLED = "\nThe judge is a model too and is called for each answer.\n"
_NO_MODEL = "                   # the exact model that was prompted"
_NO_RECORD = "decisions/YOUR-RECORD.yaml"


def page(trial: Trial, holds: str, run: str, results: str) -> str:
    """The text of the README; `results` is where the tool leaves its results."""
    record = trial.record if trial.record.isprintable() and trial.record else _NO_RECORD
    return _PAGE.format(
        tuning_file=code(trial.tuning_file),
        seed=trial.seed,
        prompts=len(trial.stubs),
        tests=len(trial.tests),
        shots=max(len(stub.examples) for stub in trial.stubs),
        holds=holds.rstrip("\n"),
        cautions="".join(f"{each}\n" for each in _cautions(trial)),
        run=run.rstrip("\n"),
        record_shown=code(record),
        record=shlex.quote(record),
        model=json.dumps(trial.model) if trial.model else _NO_MODEL,
        results=json.dumps(posixpath.join(trial.folder, results)),
    )


def code(text: str) -> str:
    """A text as code in Markdown, on one line whatever it holds."""
    plain = "".join(each if each.isprintable() else "?" for each in text)
    fence = "`" * (1 + max(map(len, re.findall("`+", plain)), default=0))
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}"


def _cautions(trial: Trial) -> Iterator[str]:
    """What a reader must know before he trusts the scores."""
    if trial.wanted_metric:
        yield _OTHER_METRIC.format(wanted=code(trial.wanted_metric), metric=trial.metric)
    if trial.unanswered and trial.judge is None:
        yield _UNANSWERED.format(unanswered=trial.unanswered, tests=len(trial.tests))
    if trial.left_out:
        yield _LEFT_OUT.format(left_out=trial.left_out, tests=len(trial.tests))
