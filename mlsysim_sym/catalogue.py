"""The folders of the registry as names; what is in them stands in the stub beside this module, for type checkers and editors.

>>> from mlsysim_sym.catalogue import hardware
>>> hardware.h100_sxm.memory_bandwidth.to("TB/s")
3.35
"""

from __future__ import annotations

from mlsysim_sym.named import Namespace

hardware = Namespace("hardware")
infrastructure = Namespace("infrastructure")
models = Namespace("models")
systems = Namespace("systems")
