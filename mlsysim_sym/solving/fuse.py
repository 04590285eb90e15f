"""Trees of laws, under their system names and with choices decided, fused into functions over any arithmetic."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from mlsysim_sym.book.arithmetic import FLOAT
from mlsysim_sym.book.emit import Emitter, Source, function
from mlsysim_sym.book.invert import Inverse, invert
from mlsysim_sym.book.law import Law
from mlsysim_sym.book.preimage import set_source
from mlsysim_sym.book.sets import SETS, Reals
from mlsysim_sym.book.sharpened import logarithmic, sharpened
from mlsysim_sym.book.system import Instance
from mlsysim_sym.reading.tree import Binary, Node, Statement, occurrences, renamed
from mlsysim_sym.valueclass import frozen, replace

MOST_VARIANTS = 8
SET_SPACE = {**FLOAT, **SETS}


def terms_of(node: Node) -> list[Node]:
    """Return the terms of a sum, signs dropped: what a difference is judged against."""
    if isinstance(node, Binary) and node.operator in "+-":
        return [*terms_of(node.left), *terms_of(node.right)]
    return [node]


def difference_and_scale(statement: Statement, emitter: Emitter) -> str:
    """Return `(left - right, largest term)` of a statement; for `divides`, 0 where it holds and 1 where not."""
    if statement.relation == "divides":
        return f"((0.0 if divides({emitter.node(statement.left)}, {emitter.node(statement.right)}) else 1.0), 1.0)"
    terms = [f"abs({emitter.node(term)})" for term in [*terms_of(statement.left), *terms_of(statement.right)]]
    return f"({emitter.node(statement.left)} - {emitter.node(statement.right)}, max({', '.join(terms)}))"


def difference(statement: Statement, emitter: Emitter) -> str:
    """Return `left - right` of a statement."""
    return f"({emitter.node(statement.left)} - {emitter.node(statement.right)})"


# --- one law -----------------------------------------------------------------------------------------------------------


@frozen
class Solved:
    """A law compiled for one unknown: candidates and sets as functions of the other variables, in their order."""

    inverse: Inverse
    others: tuple[str, ...]
    forms: tuple[Callable[..., float], ...]
    region: Callable[..., Reals] | None


@lru_cache(maxsize=4096)
def solved(law: Law, name: str, words: tuple[tuple[str, str], ...] = ()) -> Solved:
    """Compile a law for one unknown, its choices decided."""
    inverse = invert(law, name)
    others = tuple(each for each in law.variables if each != name)
    chosen = dict(words)
    forms = []
    for form in inverse.forms:
        emitter = Emitter({each: f"v{index}" for index, each in enumerate(others)}, chosen)
        forms.append(function(emitter.locals_of.values(), (), emitter.node(form), emitter).bind(FLOAT))
    region = set_source(law, name, others, chosen)
    return Solved(inverse, others, tuple(forms), region.bind(SET_SPACE) if region else None)


@lru_cache(maxsize=4096)
def residual(law: Law, words: tuple[tuple[str, str], ...] = ()) -> Source:
    """Return the source of `(left - right, largest term)` as a function of the law's variables in order."""
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(law.variables)}, dict(words))
    return function(emitter.locals_of.values(), (), difference_and_scale(law.effective, emitter), emitter)


@lru_cache(maxsize=4096)
def bare_residual(law: Law, words: tuple[tuple[str, str], ...] = ()) -> Source:
    """Return the source of `left - right` as a function of the law's variables in order."""
    return _difference_of(law, law.effective, words)


@lru_cache(maxsize=4096)
def enclosed(law: Law, name: str, words: tuple[tuple[str, str], ...] = ()) -> Source:
    """Return the source of `left - right` in a form whose enclosures are sharp, for boxes of an unknown.

    A point at which the unknown makes the law degenerate is left out: there the law has its own statement.
    """
    others = tuple(point for point in law.points if not occurrences(point.when, name))
    return _difference_of(law, sharpened(replace(law, points=others).effective, name), words)


@lru_cache(maxsize=4096)
def alike(law: Law, name: str, positive: frozenset[str], words: tuple[tuple[str, str], ...] = ()) -> Source | None:
    """Return the source of a difference of logarithms that has the sign of `left - right`, None where there is none."""
    found = None if law.points else logarithmic(law.statement, name, positive)
    return None if found is None else _difference_of(law, found, words)


def _difference_of(law: Law, statement: Statement, words: tuple[tuple[str, str], ...]) -> Source:
    emitter = Emitter({each: f"v{index}" for index, each in enumerate(law.variables)}, dict(words))
    return function(emitter.locals_of.values(), (), difference(statement, emitter), emitter)


@lru_cache(maxsize=4096)
def residual_function(law: Law, words: tuple[tuple[str, str], ...] = ()) -> Callable[..., tuple[float, float]]:
    """Return `(left - right, largest term)` over floats."""
    return residual(law, words).bind(FLOAT)


# --- many laws ---------------------------------------------------------------------------------------------------------

WordsOf = Callable[[Instance], Mapping[str, str]]


@frozen
class Fused:
    """Steps fused into one function of some inputs (system names, in order) with some outputs."""

    inputs: tuple[str, ...]
    source: Source

    def bind(self, namespace: Mapping[str, Any]) -> Callable[..., Any]:
        """Return the function over an arithmetic."""
        return self.source.bind(namespace)


def variants(steps: Sequence[Any]) -> Iterator[tuple[Node, ...]]:
    """Yield the ways to take one candidate form for every step."""
    options = []
    for step in steps:
        law, local = step.instance.law, step.instance.local_of[step.unknown]
        forms = invert(law, local).forms
        options.append([renamed(form, step.instance.name_of) for form in forms])
    yield from itertools.islice(itertools.product(*options), MOST_VARIANTS)


def fuse(
    inputs: Sequence[str],
    steps: Sequence[Any],
    forms: Sequence[Node],
    outputs: Iterable[tuple[str, Any, Instance | None]],
    words_of: WordsOf,
) -> Fused:
    """Return one function that runs the steps and returns a tuple of outputs.

    An output is `("name", system name, None)`, `("difference", statement, instance)` or `("judged", ...)`, the last with
    its largest term.
    """
    emitter = Emitter({name: f"v{index}" for index, name in enumerate(inputs)})
    locals_of = dict(emitter.locals_of)
    emitter.locals_of = locals_of
    lines = []
    for step, form in zip(steps, forms, strict=True):
        emitter.words = words_of(step.instance)
        shown = emitter.node(form)
        locals_of[step.unknown] = f"v{len(locals_of)}"
        lines.append(f"{locals_of[step.unknown]} = {shown}")
    results = [_output(kind, what, instance, emitter, words_of) for kind, what, instance in outputs]
    parameters = [f"v{index}" for index in range(len(inputs))]
    source = function(parameters, lines, f"({', '.join(results)},)" if results else "()", emitter)
    return Fused(tuple(inputs), source)


def _output(kind: str, what: str | Statement, instance: Instance | None, emitter: Emitter, words_of: WordsOf) -> str:
    if isinstance(what, str):
        return emitter.locals_of[what]
    if instance is not None:
        emitter.words = words_of(instance)
    return difference(what, emitter) if kind == "difference" else difference_and_scale(what, emitter)


def statement_of(instance: Instance) -> Statement:
    """Return an instance's statement under system names."""
    return renamed(instance.law.effective, instance.name_of)
