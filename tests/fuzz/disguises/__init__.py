"""Other ways to write the same file: what it tunes stays, so that it has to be found still.

Each takes the text and a source of chance, and gives the text anew, or None where the text has
nothing to which it could be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from ftpolicy.model.source import Language
from tests.fuzz.disguises.encodings import encodings as encodings
from tests.fuzz.disguises.json_files import (
    json_again,
    json_escaped,
    json_shuffled,
    json_written_anew,
)
from tests.fuzz.disguises.other_files import hcl_notes, toml_escaped, toml_quoted, toml_spaces
from tests.fuzz.disguises.python_files import (
    python_in_a_function,
    python_quotes,
    python_shuffled,
    python_spread,
    python_tabs,
    python_wide,
    python_written_anew,
)
from tests.fuzz.disguises.shell_files import (
    shell_cut_words,
    shell_in_a_block,
    shell_joined,
    shell_one_line,
    shell_quoted,
    shell_wider,
)
from tests.fuzz.disguises.texts import (
    blank_lines,
    no_last_line_end,
    note_above,
    note_below,
    spaces_at_line_ends,
)
from tests.fuzz.disguises.yaml_files import (
    yaml_again,
    yaml_among_others,
    yaml_block,
    yaml_complex_keys,
    yaml_deeper,
    yaml_end_notes,
    yaml_escaped,
    yaml_flow,
    yaml_folded,
    yaml_merged,
    yaml_mixed,
    yaml_quoted,
    yaml_shuffled,
    yaml_start,
    yaml_tagged,
)

Rewrite = Callable[[str, Random], "str | None"]

ALL: tuple[Rewrite, ...] = (blank_lines, spaces_at_line_ends, no_last_line_end)
NOTES: tuple[Rewrite, ...] = (note_above, note_below)
OWN: Mapping[Language, tuple[Rewrite, ...]] = {
    Language.YAML: (
        *(*NOTES, yaml_flow, yaml_block, yaml_mixed, yaml_shuffled, yaml_quoted, yaml_folded),
        *(yaml_tagged, yaml_escaped, yaml_start, yaml_among_others, yaml_deeper),
        *(yaml_complex_keys, yaml_end_notes, yaml_again, yaml_merged),
    ),
    Language.JSON: (json_written_anew, json_shuffled, json_escaped, json_again),
    Language.NOTEBOOK: (json_written_anew, json_shuffled, json_escaped),
    Language.TOML: (*NOTES, toml_spaces, toml_quoted, toml_escaped),
    Language.PYTHON: (
        *(*NOTES, python_written_anew, python_shuffled, python_quotes, python_spread),
        *(python_wide, python_in_a_function, python_tabs),
    ),
    Language.SHELL: (
        *(*NOTES, shell_quoted, shell_cut_words, shell_joined, shell_one_line),
        *(shell_in_a_block, shell_wider),
    ),
    Language.TERRAFORM: (*NOTES, hcl_notes),
}


def disguises(language: Language) -> tuple[Rewrite, ...]:
    """What may be done to a file of the language."""
    return (*ALL, *OWN[language])
