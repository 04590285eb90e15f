"""Run the command line with `python -m mlsysim_sym`."""

from __future__ import annotations

from mlsysim_sym.cli import main

if __name__ == "__main__":
    main()
