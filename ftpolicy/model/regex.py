"""Regular expressions that are compiled when they are first used.

Some 180 stand at the top of our modules; one commit uses few of them, and compiling the rest took
a tenth of it.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as regex
else:
    _USED = ("findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub")

    class regex:  # noqa: N801 - it stands for `re.compile`
        """A pattern with the methods of `re.Pattern`."""

        def __init__(self, pattern, flags=0):
            self._asked = (pattern, flags)

        def __getattr__(self, name):
            """Asked for what is not there yet: from now on each method stands here itself."""
            if name[:2] == "__":
                raise AttributeError(name)
            compiled = re.compile(*self._asked)
            self.__dict__.update((each, getattr(compiled, each)) for each in _USED)
            return getattr(compiled, name)


__all__ = ["regex"]
