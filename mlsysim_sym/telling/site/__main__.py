"""Write the sources of the site: pages from the book, and the hand-written ones from a folder beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from mlsysim_sym.telling.site.build import build

USAGE = "usage: python -m mlsysim_sym.telling.site HANDWRITTEN TARGET"

if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004  (two folders)
        sys.exit(USAGE)
    sys.stdout.write(f"{build(Path(sys.argv[1]), Path(sys.argv[2]))} files\n")
