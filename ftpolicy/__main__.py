"""`python -I -m ftpolicy`: the program without its console script."""

from __future__ import annotations

import sys

from ftpolicy.hook import main

sys.exit(main())
