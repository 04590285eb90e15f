"""Measure a GPU with plain PyTorch and write rows in the format of `registry/measurements`.

    python benchmarks/gpu/measure.py --device h100_sxm --out rows.jsonl
    mlsysim-sym calibrate --device h100_sxm --cases rows.jsonl --out my_book

Measures matrix products over shapes and precisions, copies, attention in prefill and decode, and a Llama-shaped layer
forward, backward and decoding. A time is the median of many launches between two events on the device. It needs PyTorch with
CUDA or ROCm, and nothing else; `--plan` prints what would be measured and needs neither.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROWS = (1, 16, 64, 256, 1024, 4096, 8192, 16384)
WEIGHTS = ((1024, 4096), (4096, 4096), (12288, 4096), (8192, 8192), (10240, 8192), (65536, 5120))  # columns, inner size
COPIES = (2**20, 2**24, 2**28, 2**30)
PROMPTS = (512, 2048, 8192)
LAYER = {"hidden": 4096, "heads": 32, "kv_heads": 8, "ffn_hidden": 14336}
LAUNCHES, WARM = 30, 5
QUICK = 4
Work = tuple[str, dict[str, Any]]


def plan(quick: int = 1) -> Iterator[Work]:
    """Yield what is measured: a kind and its configuration; `quick` keeps every so manyth."""
    everything: list[Work] = [
        ("kernel_gemm", {"m": m, "n": n, "k": k, "dtype": dtype})
        for dtype in ("bfloat16", "fp8")
        for n, k in WEIGHTS
        for m in ROWS
    ]
    everything += [("copy", {"size_bytes": size}) for size in COPIES]
    for prompt in PROMPTS:
        shape = {"heads": 32, "kv_heads": 32, "head_dim": 128, "dtype": "bf16"}
        everything += [
            ("kernel_attention", {"op": "context_attention", "batch": 1, "isl": prompt, "kv_len": prompt, **shape}),
            ("kernel_attention", {"op": "generation_attention", "batch": 16, "isl": 1, "kv_len": prompt, **shape}),
        ]
        for phase in ("forward", "backward", "decode"):
            everything.append(("layer_time", {"phase": phase, "seq": prompt, "microbatch": 1, "precision": "bf16", **LAYER}))
    yield from everything[::quick]


def row(kind: str, config: dict[str, Any], seconds: float, machine: dict[str, str]) -> dict[str, Any]:
    """Return a line in the format of the measurements."""
    named = "_".join(str(value) for value in config.values())
    metric = {"copy": "copy_time", "layer_time": "time"}.get(kind, "latency")
    return {
        "id": f"{machine['device']}_{kind}_{named}".replace(" ", "_"), "kind": kind, "metric": metric,
        "measured": seconds * 1e3, "unit": "ms",
        "config": {"device": machine["device"], "devices": 1, **config, "software": machine["software"],
                   "device_as_printed": machine["device"]},
        "source": f"benchmarks/gpu/measure.py, {machine['date']}, driver {machine['driver']}",
    }  # fmt: skip


def driver() -> str:
    """Return the version of the driver as its own tool prints it; plain words where there is no such tool."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return "unknown"
    words = [tool, "--query-gpu=driver_version", "--format=csv,noheader", "--id=0"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def machine(torch: Any) -> dict[str, str]:  # noqa: ANN401  (PyTorch is not imported by name)
    """Return device, software and date."""
    toolkit = torch.version.cuda or torch.version.hip or "unknown"
    return {
        "device": torch.cuda.get_device_name(0), "software": f"PyTorch {torch.__version__}, toolkit {toolkit}",
        "driver": driver(),
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
    }  # fmt: skip


def timed(torch: Any, work: Callable[[], Any]) -> float:  # noqa: ANN401
    """Return the median time of a launch in seconds."""
    for _ in range(WARM):
        work()
    found = []
    for _ in range(LAUNCHES):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        work()
        end.record()
        end.synchronize()
        found.append(start.elapsed_time(end) / 1e3)
    return float(statistics.median(found))


def prepared(torch: Any, kind: str, config: dict[str, Any]) -> Callable[[], Any]:  # noqa: ANN401
    """Return what is launched for one row."""
    return {"kernel_gemm": product, "copy": copy, "kernel_attention": attention, "layer_time": layer}[kind](torch, config)


def product(torch: Any, config: dict[str, Any]) -> Callable[[], Any]:  # noqa: ANN401
    """Return a matrix product; in 8 bits with the cast of the left operand, as a layer does it."""
    left = torch.randn(config["m"], config["k"], device="cuda", dtype=torch.bfloat16)
    right = torch.randn(config["n"], config["k"], device="cuda", dtype=torch.bfloat16)
    if config["dtype"] == "bfloat16":
        return lambda: left @ right.t()
    weights = right.to(torch.float8_e4m3fn).t()
    one = torch.ones((), device="cuda", dtype=torch.float32)

    def cast_and_multiply() -> Any:  # noqa: ANN401
        scale = left.abs().max().float() / torch.finfo(torch.float8_e4m3fn).max
        small = (left / scale).to(torch.float8_e4m3fn)
        return torch._scaled_mm(small, weights, scale_a=scale, scale_b=one, out_dtype=torch.bfloat16)  # noqa: SLF001

    return cast_and_multiply


def copy(torch: Any, config: dict[str, Any]) -> Callable[[], Any]:  # noqa: ANN401
    """Return a copy inside the device's memory, which reads and writes the size."""
    source = torch.empty(config["size_bytes"], device="cuda", dtype=torch.uint8)
    target = torch.empty_like(source)
    return lambda: target.copy_(source)


def attention(torch: Any, config: dict[str, Any]) -> Callable[[], Any]:  # noqa: ANN401
    """Return a fused attention kernel."""
    shape = (config["batch"], config["heads"], config["isl"], config["head_dim"])
    query = torch.randn(shape, device="cuda", dtype=torch.bfloat16)
    key, value = (torch.randn((*shape[:2], config["kv_len"], shape[3]), device="cuda", dtype=torch.bfloat16) for _ in range(2))
    causal = config["op"] == "context_attention"
    return lambda: torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=causal)


def layer(torch: Any, config: dict[str, Any]) -> Callable[[], Any]:  # noqa: ANN401
    """Return a Llama-shaped layer forward, forward and backward, or decoding one token after a context."""
    hidden, heads, kv, inner = (config[name] for name in ("hidden", "heads", "kv_heads", "ffn_hidden"))
    width, length = hidden // heads, config["seq"]

    def weight(rows: int, columns: int) -> Any:  # noqa: ANN401
        return torch.randn(rows, columns, device="cuda", dtype=torch.bfloat16).mul_(rows**-0.5).requires_grad_()

    qkv, out = weight(hidden, (heads + 2 * kv) * width), weight(hidden, hidden)
    gate, up, down = weight(hidden, inner), weight(hidden, inner), weight(inner, hidden)
    tokens = 1 if config["phase"] == "decode" else length
    x = torch.randn(1, tokens, hidden, device="cuda", dtype=torch.bfloat16)
    past = torch.randn(2, 1, kv, length, width, device="cuda", dtype=torch.bfloat16)

    def norm(y: Any) -> Any:  # noqa: ANN401
        return torch.nn.functional.rms_norm(y, (hidden,))

    def forward() -> Any:  # noqa: ANN401
        q, k, v = (norm(x) @ qkv).split([heads * width, kv * width, kv * width], dim=-1)
        q, k, v = (y.view(1, tokens, -1, width).transpose(1, 2) for y in (q, k, v))
        if config["phase"] == "decode":
            k, v = torch.cat([past[0], k], dim=2), torch.cat([past[1], v], dim=2)
        k, v = (y.repeat_interleave(heads // kv, dim=1) for y in (k, v))
        seen = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=tokens > 1)
        y = x + seen.transpose(1, 2).reshape(1, tokens, hidden) @ out
        return y + (torch.nn.functional.silu(norm(y) @ gate) * (norm(y) @ up)) @ down

    if config["phase"] == "backward":
        return lambda: forward().sum().backward()

    def without_gradients() -> Any:  # noqa: ANN401
        with torch.no_grad():
            return forward()

    return without_gradients


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", default="-", metavar="FILE", help="where the rows go; - is standard output")
    parser.add_argument("--quick", action="store_true", help=f"measure every {QUICK}th row only")
    parser.add_argument("--plan", action="store_true", help="print what would be measured")
    parser.add_argument("--device", metavar="NAME", help="what the rows call the device, instead of its own name")
    return parser.parse_args(words)


def measured(torch: Any, works: Iterator[Work], here: dict[str, str]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield a row for each work; one that the device cannot do is named on standard error."""
    for kind, config in works:
        try:
            yield row(kind, config, timed(torch, prepared(torch, kind, config)), here)
        except (RuntimeError, AttributeError) as error:
            print(f"not measured: {kind} {config}: {str(error).splitlines()[0]}", file=sys.stderr)
        torch.cuda.empty_cache()


def main(words: Sequence[str] | None = None) -> int:
    """Measure and write; return 3 where there is no GPU."""
    given = arguments(words)
    works = plan(QUICK if given.quick else 1)
    if given.plan:
        for kind, config in works:
            print(json.dumps({"kind": kind, "config": config}))
        return 0
    try:
        import torch  # noqa: PLC0415  (the plan needs none)
    except ImportError:
        print("this needs PyTorch with CUDA or ROCm", file=sys.stderr)
        return 3
    if not torch.cuda.is_available():
        print("PyTorch finds no GPU", file=sys.stderr)
        return 3
    here = machine(torch) | ({"device": given.device} if given.device else {})
    lines = "".join(json.dumps(each) + "\n" for each in measured(torch, works, here))
    if given.out == "-":
        print(lines, end="")
    else:
        Path(given.out).write_text(lines, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
