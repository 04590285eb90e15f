"""The site's font for formulas: the letters and signs that its formulas need, out of STIX Two Math.

Browsers stretch brackets and braces in MathML only with a font that has OpenType's MATH table. The font (SIL Open Font
License 1.1) comes with the package `ziamath`; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import io
from importlib import resources

from mlsysim_sym.asking.extras import required

# Latin, Greek, arrows, operators, brackets, geometric shapes, and the alphabets of mathematics.
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x2000, 0x206F), (0x20D0, 0x20FF), (0x2100, 0x214F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x25FF), (0x27C0, 0x27EF), (0x2900, 0x29FF),
    (0x2A00, 0x2AFF), (0x1D400, 0x1D7FF),
)  # fmt: skip


def math_font() -> bytes:
    """Return the font as WOFF2; raise MissingExtraError where the packages of the extra `docs` are not installed."""
    required("brotli", "docs")
    subset = required("fontTools.subset", "docs")
    fonts = required("fontTools.ttLib", "docs")
    required("ziamath", "docs")
    data = (resources.files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf").read_bytes()
    font = fonts.TTFont(io.BytesIO(data), recalcTimestamp=False)
    options = subset.Options(layout_features=["*"], notdef_outline=True, recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    cutter.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()
