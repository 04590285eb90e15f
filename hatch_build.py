"""Compile the packaged book into a wheel, so that an installed package reads it ready made and needs no cache."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledBook(BuildHookInterface[Any]):
    """Adds `mlsysim_sym/compiled/index.json` and `laws.json`, made from the data files that the wheel carries."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the book, unless the install is editable: then the data files change under it."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from mlsysim_sym.book.compiled import shipped  # noqa: PLC0415  (the package is found only now)

        self.folder = tempfile.TemporaryDirectory()
        for what, content in shipped().items():
            path = Path(self.folder.name, f"{what}.json")
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"mlsysim_sym/compiled/{what}.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  (the hook's signature)
        """Remove what was written for the wheel."""
        if version != "editable":
            self.folder.cleanup()
