"""Let tests of this folder and those below it import what they share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
