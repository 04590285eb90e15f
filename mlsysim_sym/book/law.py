"""A law as a value: its statement, where it holds, who says so, and examples to test it by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from mlsysim_sym.book.chapters import read_places
from mlsysim_sym.errors import SchemaError
from mlsysim_sym.reading import shape
from mlsysim_sym.reading.expression import parse_condition, parse_statement
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.sources import Citation, read_citations, read_mark
from mlsysim_sym.reading.tree import (
    Branch,
    Call,
    Case,
    Comparison,
    Condition,
    Name,
    Statement,
    choices_in,
    names_in,
    walk,
)
from mlsysim_sym.valueclass import field, frozen

if TYPE_CHECKING:
    from mlsysim_sym.book.book import Book
    from mlsysim_sym.book.chapters import Place
    from mlsysim_sym.book.forms import Solved
    from mlsysim_sym.reading.sources import Read

Kind = Literal["definition", "identity", "bound", "model", "fit", "limit"]
KINDS = ("definition", "identity", "bound", "model", "fit", "limit")
REQUIRED = ["law", "title", "about", "kind", "equation", "source", "examples"]
OPTIONAL = [
    "bound",
    "assumes",
    "holds_when",
    "at",
    "mixes",
    "alternatives",
    "case_of",
    "derived_from",
    "limits_to",
    "see_also",
    "defines",
    "replaces",
    "book",
]


@frozen
class Published:
    """Where an example's numbers come from, when they come from somewhere else."""

    source: str
    place: str
    as_printed: str
    read: Read | None = None


@frozen
class Example:
    """A worked example: texts of values, given and expected."""

    given: Mapping[str, str]
    expect: Mapping[str, str]
    regime: str | None = None
    published: Published | None = None
    line: int | None = None


@frozen
class Relation:
    """How a law relates to others that give the same variable."""

    group: str
    exclusive: bool
    when: tuple[Condition, ...] = ()
    priority: int | None = None


@frozen
class Point:
    """A degenerate point: where these variables have these values, this statement replaces the law's."""

    when: Comparison
    then: Statement


@frozen
class Proof:
    """A claim that a law follows from others."""

    laws: tuple[str, ...]
    under: Mapping[str, str]
    eliminate: tuple[str, ...]
    by: str | Mapping[str, str]
    line: int | None = None


@frozen
class Law:
    """A law; `statement` is the author's tree, `variables` its names in order of appearance.

    >>> import mlsysim_sym as ms
    >>> ms.law("ridge_point").variables
    ('ridge_point', 'peak_throughput', 'memory_bandwidth')
    """

    name: str
    area: str
    title: str
    about: str
    kind: str
    statement: Statement
    citations: tuple[Citation, ...]
    bound: str | None = None
    assumes: tuple[str, ...] = ()
    holds_when: tuple[Condition, ...] = ()
    points: tuple[Point, ...] = ()
    mixes: frozenset[frozenset[str]] = frozenset()
    relation: Relation | None = None
    proof: Proof | None = None
    examples: tuple[Example, ...] = ()
    limits_to: tuple[tuple[str, str], ...] = ()
    see_also: tuple[str, ...] = ()
    chapters: tuple[Place, ...] = ()
    replaces: str | None = None
    file: str = ""
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    def __eq__(self, other: object) -> bool:
        """Whether two laws say the same in the same file; most often they are one object."""
        if self is other:
            return True
        return isinstance(other, Law) and all(getattr(self, each) == getattr(other, each) for each in COMPARED)

    def __hash__(self) -> int:
        return hash((self.name, self.file))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The variables of the statement and of its degenerate points."""
        names = names_in(self.statement)
        for point in self.points:
            names |= names_in(point.when) | names_in(point.then)
        return tuple(names)

    @property
    def target(self) -> str | None:
        """The variable that the law is for: its left side, if that is a single name."""
        left = self.statement.left
        return left.name if isinstance(left, Name) and self.statement.relation != "divides" else None

    @property
    def is_limit(self) -> bool:
        """Whether the law limits variables instead of giving one."""
        return self.statement.relation != "="

    @cached_property
    def effective(self) -> Statement:
        """The statement with its degenerate points folded in as a case."""
        if not self.points:
            return self.statement
        branches = [Branch(None, point.when, point.then.right) for point in self.points]
        return Statement(
            self.statement.left, self.statement.relation, Case((*branches, Branch(None, None, self.statement.right)))
        )

    @cached_property
    def regimes(self) -> tuple[str, ...]:
        """The labels in the statement."""
        labels: dict[str, None] = {}
        for node in walk(self.statement):
            if isinstance(node, Call):
                labels |= {label: None for label in node.labels if label}
            if isinstance(node, Branch) and node.label:
                labels[node.label] = None
        return tuple(labels)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The choices that the statement's conditions ask about."""
        return tuple(choices_in(self.statement))

    def line_of(self, key: str) -> int | None:
        """Return the line of a field in the law's file."""
        return self.lines.get(key, (None, None))[0]

    def __str__(self) -> str:
        return f"{self.name}: {text(self.statement)}"

    def solved_for(self, name: str) -> Solved:
        """Return the closed forms of a variable (several where there are several roots), none where a search is needed.

        They are trees, and show themselves as text and LaTeX. Raises UnknownNameError for a name that the law lacks.

        >>> import mlsysim_sym as ms
        >>> print(ms.law("ridge_point").solved_for("memory_bandwidth"))
        memory_bandwidth = peak_throughput / ridge_point
        """
        from mlsysim_sym.book.forms import Solved  # noqa: PLC0415  (the inverter reads laws)

        return Solved(self, name)

    def latex(self, book: Book | None = None) -> str:
        r"""Return the statement as LaTeX, in the author's order, with the symbols of a book's glossary.

        >>> import mlsysim_sym as ms
        >>> print(ms.law("ridge_point").latex())
        I^{\ast} = \frac{F}{B}
        """
        from mlsysim_sym.book.book import Book  # noqa: PLC0415  (a book reads laws)
        from mlsysim_sym.telling.latex import law_latex  # noqa: PLC0415  (objects print themselves by telling)

        return law_latex(self, book or Book.load())

    @property
    def sympy(self) -> Any:  # noqa: ANN401  (SymPy ships no types)
        """The statement as a SymPy relation, in coherent base units.

        >>> import mlsysim_sym as ms
        >>> ms.law("ridge_point").sympy
        Eq(ridge_point, peak_throughput/memory_bandwidth)
        """
        from mlsysim_sym.reading.sympy_form import sympy_form  # noqa: PLC0415  (SymPy is slow to import)

        return sympy_form(self.statement)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_markdown_(self) -> str:
        from mlsysim_sym.book.book import Book  # noqa: PLC0415
        from mlsysim_sym.telling.pages import page_of_law  # noqa: PLC0415

        return page_of_law(self, Book.load()).markdown()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mlsysim_sym.book.book import Book  # noqa: PLC0415
        from mlsysim_sym.telling.bundles import bundle_of_law  # noqa: PLC0415

        return bundle_of_law(self, Book.load())


COMPARED = tuple(name for name in Law.__annotations__ if name != "lines")


def read_law(data: Mapping[str, Any], area: str, name: str) -> Law:
    """Read a law's file; raise a DataError with file and line for what is wrong in it."""
    shape.known(data, "a law", REQUIRED, OPTIONAL)
    if shape.words(data, "law") != name:
        raise SchemaError(f"`law: {data['law']}` stands in the file of `{name}`", **shape.place(data, "law"))
    statement = shape.placed(shape.place(data, "equation"), parse_statement, shape.words(data, "equation"))
    kind = shape.one_of(data, "kind", KINDS)
    _check_kind(data, kind, statement)
    return Law(
        name=name,
        area=area,
        title=shape.words(data, "title"),
        about=shape.words(data, "about"),
        kind=kind,
        statement=statement,
        citations=read_citations(data, f"law `{name}`"),
        bound=data.get("bound"),
        assumes=shape.texts(data, "assumes"),
        holds_when=_conditions(data, "holds_when"),
        points=_points(data),
        mixes=_mixes(data),
        relation=_relation(data),
        proof=_proof(data),
        examples=tuple(_example(item, where) for item, where in shape.items(data, "examples")),
        limits_to=tuple((shape.words(item, "as"), shape.words(item, "then")) for item, _ in shape.items(data, "limits_to")),
        see_also=shape.texts(data, "see_also"),
        chapters=read_places(data),
        replaces=data.get("replaces"),
        file=getattr(data, "file", "") or "",
        lines=getattr(data, "lines", {}),
    )


def _check_kind(data: Mapping[str, Any], kind: str, statement: Statement) -> None:
    if (kind == "limit") != (statement.relation != "="):
        expected = "a limit is an inequality or `divides`" if kind == "limit" else "an inequality is of kind `limit`"
        raise SchemaError(f"kind `{kind}` does not fit `{statement.relation}`", hint=expected, **shape.place(data, "kind"))
    if kind == "bound":
        shape.one_of(data, "bound", ["upper", "lower"], "")
    elif "bound" in data:
        raise SchemaError("`bound` is for laws of kind `bound`", **shape.place(data, "bound"))


def _conditions(data: Mapping[str, Any], key: str) -> tuple[Condition, ...]:
    return tuple(shape.placed(where, parse_condition, each) for each, where in shape.texts_with_lines(data, key))


def _points(data: Mapping[str, Any]) -> tuple[Point, ...]:
    points = []
    for item, where in shape.items(data, "at"):
        shape.known(item, "`at`", ["when", "then"])
        when = shape.placed(shape.place(item, "when"), parse_condition, shape.words(item, "when"))
        then = shape.placed(shape.place(item, "then"), parse_statement, shape.words(item, "then"))
        if not isinstance(when, Comparison) or when.operator != "=":
            raise SchemaError("`when` of `at` is one equality, as in `ranks = 1`", **where)
        if then.relation != "=" or data.get("equation", "").split("=")[0].strip() != text(then.left):
            raise SchemaError("`then` of `at` gives the same left side as the equation", **where)
        points.append(Point(when, then))
    return tuple(points)


def _mixes(data: Mapping[str, Any]) -> frozenset[frozenset[str]]:
    mixes = set()
    for item, _ in shape.items(data, "mixes"):
        shape.known(item, "`mixes`", ["kinds", "because"])
        mixes.add(frozenset(shape.texts(item, "kinds")))
    return frozenset(mixes)


def _relation(data: Mapping[str, Any]) -> Relation | None:
    for key, exclusive in (("alternatives", False), ("case_of", True)):
        if key in data:
            item = shape.mapping(data[key], f"`{key}`", data, key)
            shape.known(item, f"`{key}`", ["group"], ["when", "priority"])
            return Relation(shape.words(item, "group"), exclusive, _conditions(item, "when"), _priority(item))
    return None


def _priority(item: Mapping[str, Any]) -> int | None:
    written = shape.words(item, "priority", "")
    if written and not written.isdigit():
        raise SchemaError(f"`priority: {written}` is no whole number", **shape.place(item, "priority"))
    return int(written) if written else None


def _proof(data: Mapping[str, Any]) -> Proof | None:
    if "derived_from" not in data:
        return None
    item = shape.mapping(data["derived_from"], "`derived_from`", data, "derived_from")
    shape.known(item, "`derived_from`", ["laws", "by"], ["under", "eliminate", "note"])
    by = item["by"]
    if isinstance(by, str) and by not in {"elimination", "numeric"}:
        raise SchemaError(
            f"`by: {by}` is no way of proof",
            hint="elimination, numeric, {stationary: x}, {limit: x -> 0} or {sum: i}",
            **shape.place(item, "by"),
        )
    under = shape.mapping(item.get("under", {}), "`under`", item, "under")
    return Proof(shape.texts(item, "laws"), dict(under), shape.texts(item, "eliminate"), by, shape.place(item)["line"])


def _example(item: Mapping[str, Any], where: Mapping[str, Any]) -> Example:
    shape.known(item, "an example", ["given", "expect"], ["regime", "published", "note"])
    given = shape.mapping(item["given"], "`given`", item, "given")
    expect = shape.mapping(item["expect"], "`expect`", item, "expect")
    for part in (given, expect):
        for key in part:
            shape.words(part, key)
    return Example(dict(given), dict(expect), item.get("regime"), _published(item), where.get("line"))


def _published(item: Mapping[str, Any]) -> Published | None:
    if "published" not in item:
        return None
    data = shape.mapping(item["published"], "`published`", item, "published")
    shape.known(data, "`published`", ["source", "place", "as_printed"], ["read"])
    return Published(shape.words(data, "source"), shape.words(data, "place"), shape.words(data, "as_printed"), read_mark(data))
