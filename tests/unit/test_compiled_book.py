"""The compiled book: what is kept of a law, found by content hash, rebuilt where it is damaged, shipped by a wheel."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mlsysim_sym as ms
from mlsysim_sym import resources
from mlsysim_sym.book import cachefile, compiled, library
from mlsysim_sym.book.arithmetic import FLOAT, UNDEFINED
from mlsysim_sym.book.book import Book
from mlsysim_sym.book.emit import expression_function
from mlsysim_sym.book.jets import JET, Jet
from mlsysim_sym.book.library import read_root
from mlsysim_sym.book.partial import partial
from mlsysim_sym.reading.expression import parse_expression, parse_statement
from mlsysim_sym.reading.printing import text
from mlsysim_sym.reading.sympy_form import symbol, sympy_form
from mlsysim_sym.reading.tree import Is, Name, names_in, walk

CHAIN = Path(__file__).resolve().parents[2] / "benchmarks" / "chain20"
LAW = "chain20_power"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that this process and its children cache in."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(folder))
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a book of one's own."""
    return Path(shutil.copytree(CHAIN, tmp_path / "book"))


@pytest.fixture
def packaged(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a book that takes the place of the packaged one, without the entries that a wheel brings."""
    monkeypatch.setattr(resources, "directory", lambda folder: str(copy / folder))
    monkeypatch.setattr(resources, "compiled", lambda _what: b"")
    cachefile.engine.cache_clear()
    yield copy
    cachefile.engine.cache_clear()


def book(directory: Path) -> Book:
    return Book([read_root(str(directory))])


def laws_file(cache: Path) -> Path:
    (path,) = cache.glob("laws-*.json")
    return path


def edit(directory: Path, law: str, old: str, new: str) -> None:
    path = directory / "formulas" / "chain20" / f"{law}.yaml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


# --- what is compiled --------------------------------------------------------------------------------------------------


def test_an_entry_says_how_a_law_is_solved(cache: Path, copy: Path) -> None:
    entry = book(copy).compiled(LAW)
    law = book(copy).law(LAW)
    assert entry["equation"] == text(law.statement)
    assert entry["latex"] == law.latex(book(copy))
    assert tuple(entry["variables"]) == law.variables
    for variable, about in entry["variables"].items():
        assert [parse_expression(form) for form in about["forms"]] == list(law.solved_for(variable))
    assert cache.is_dir()


@pytest.mark.parametrize("name", ["ridge_point", "roofline", "erlang_b", "ring_all_reduce"])
def test_the_python_of_an_entry_is_a_function(name: str) -> None:
    laws = ms.Book.load()
    for about in compiled.made(laws, name)["variables"].values():
        for source in about["python"]:
            compile(source, "<entry>", "exec")


def test_a_constant_that_no_float_holds_is_a_line_of_its_own() -> None:
    source = compiled.python_of("share", parse_expression("1/3 * width"), ("width",))
    scope: dict[str, Any] = {}
    exec(source, scope)  # noqa: S102  (what we made ourselves)
    assert scope["share"](3.0) == 1.0


def test_a_name_that_python_keeps_for_itself_is_written_otherwise() -> None:
    source = compiled.python_of("lambda", parse_expression("2 * class"), ("class",))
    assert source.startswith("def lambda_(class_):")


# --- partial derivatives -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "equation",
    [
        "y = a * x^3 - b / x + c",
        "y = (a + x) / (b - x)",
        "y = x^a * a^x",
        "y = sqrt(a * x) + exp(-x / b) + log(x) * log2(x) - log10(x + c)",
        "y = erf(x / b) + normal_quantile(x / (x + a))",
        "y = lgamma(x) + gamma(x / b) / c",
        "y * x = a - x",
    ],
)
def test_a_partial_derivative_is_sympys(equation: str) -> None:
    statement = parse_statement(equation)
    own = partial(statement, "x")
    assert own is not None
    sides = sympy_form(statement)
    whole = sides.rhs if equation.startswith("y = ") else sides.lhs - sides.rhs
    reference = whole.diff(symbol("x"))
    for number in range(5):
        rng = random.Random(number)  # noqa: S311  (points, not secrets)
        at = {name: rng.uniform(1.1, 4.0) for name in "abcxy"}
        mine = expression_function(own, tuple(at)).bind(FLOAT)(*at.values())
        other = reference.subs({symbol(name): value for name, value in at.items()}).evalf()
        assert mine == pytest.approx(float(other), rel=1e-9)


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        ("y = min(a: x, b: c)", "case(when x <= c: 1, else: 0)"),
        ("y = abs(x)", "case(when x >= 0: 1, else: -1)"),
        ("y = case(when n >= 2: x^2, else: 3 * x)", "case(when n >= 2: 2 * x, else: 3)"),
        ("y = ceil(x / 2)", None),
        ("y = erlang_b(a, x)", None),
        ("y = erlang_b(x, n)", "erlang_b(x, n) * (n / x - 1 + erlang_b(x, n))"),
        ("y = binomial(n, x)", None),
        ("x = a / b", "1"),
        ("y = x", "1"),
        ("y = a", "0"),
    ],
)
def test_a_partial_derivative_as_text(equation: str, expected: str | None) -> None:
    own = partial(parse_statement(equation), "x")
    assert (None if own is None else text(own)) == expected


def test_the_books_partials_are_those_of_the_jets() -> None:
    """Every partial of the book is read back from its text and compared with the slope of a jet, at a typical point."""
    laws = ms.Book.load()
    compared = 0
    for name in laws.laws[::4]:
        law = laws.law(name)
        statement = law.effective
        if (
            statement.relation == "divides"
            or not isinstance(statement.left, Name)
            or statement.left.name in names_in(statement.right)  # implicit: the slope is that of both sides' difference
            or any(isinstance(each, Is) for each in walk(statement))
        ):
            continue
        for variable in law.variables:
            own = partial(statement, variable)
            if own is None or variable == statement.left.name:
                continue
            parameters = tuple(each for each in law.variables if each != statement.left.name)
            at = [_typical(laws, each) for each in parameters]
            jets: list[object] = [Jet(x, x, 1.0, 1.0) if each == variable else x for each, x in zip(parameters, at, strict=True)]
            try:
                mine = expression_function(parse_expression(text(own)), parameters).bind(FLOAT)(*at)
                jet = expression_function(statement.right, parameters).bind(JET)(*jets)
            except UNDEFINED:
                continue
            low, high = (jet.down, jet.up) if isinstance(jet, Jet) else (0.0, 0.0)
            room = 1e-6 * max(abs(low), abs(high))
            assert low - room <= mine <= high + room, (name, variable)
            compared += 1
    assert compared > 100


def _typical(laws: Book, name: str) -> float:
    variable = laws.variable(name)
    low, high = variable.typical or (1.0, 2.0)
    value = (low * high) ** 0.5 if low > 0 else 0.5 * (low + high)
    return float(round(value)) if variable.domain.step else value


# --- keeping -----------------------------------------------------------------------------------------------------------


def test_an_entry_is_kept_for_the_next_process(cache: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = book(copy).compiled(LAW)
    written = laws_file(cache).read_bytes()
    monkeypatch.setattr(compiled, "made", None)
    assert book(copy).compiled(LAW) == first
    assert laws_file(cache).read_bytes() == written


@pytest.mark.parametrize(
    "damage",
    [
        lambda _content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-3] + b"X" + content[-2:],
        lambda content: content.replace(b"chain_device_power", b"chain_device_prowe"),
        lambda content: content.partition(b"\n")[0],
        lambda content: content.partition(b"\n")[2],
        lambda content: content.partition(b"\n")[0] + b"\n{}",
        lambda _content: b"\x00\xff" * 1000,
    ],
    ids=["empty", "cut", "one_byte", "other_names", "head_only", "no_head", "other_body", "noise"],
)
def test_a_damaged_file_is_rebuilt(cache: Path, copy: Path, damage: Callable[[bytes], bytes]) -> None:
    first = book(copy).compiled(LAW)
    path = laws_file(cache)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert book(copy).compiled(LAW) == first
    assert path.read_bytes() == whole


def test_older_codes_work_is_not_used(cache: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book(copy).compiled(LAW)
    monkeypatch.setattr(cachefile, "FORMAT", cachefile.FORMAT + 1)
    assert compiled.kept(str(copy)) == {}
    assert cache.is_dir()


def test_an_edited_law_is_compiled_again_and_only_that(cache: Path, copy: Path) -> None:
    before = {name: book(copy).compiled(name) for name in (LAW, "chain20_latency")}
    keys = {name: compiled.key_of(book(copy), name) for name in before}
    edit(copy, LAW, "chain_device_power *", "2 * chain_device_power *")
    after = book(copy).compiled(LAW)
    assert "2 * chain_device_power" in after["equation"]
    assert compiled.key_of(book(copy), LAW) != keys[LAW]
    assert compiled.key_of(book(copy), "chain20_latency") == keys["chain20_latency"]
    assert compiled.kept(str(copy))[keys["chain20_latency"]] == before["chain20_latency"]
    assert cache.is_dir()


def test_a_symbol_of_the_glossary_is_part_of_an_entry(cache: Path, copy: Path) -> None:
    before = book(copy).compiled(LAW)
    path = copy / "formulas" / "chain20" / "variables.yaml"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("P_{d}", "Q_{z}"), encoding="utf-8")
    assert book(copy).variable("chain_device_power").symbol == "Q_{z}"
    assert book(copy).compiled(LAW)["latex"] != before["latex"]
    assert cache.is_dir()


def _write(number: int, folder: str) -> None:
    for turn in range(20):
        compiled.write(folder, {f"{number} {turn} {each}": {"law": "x" * 1000} for each in range(50)})
        compiled.kept(folder)


def test_many_writers_at_once_leave_a_whole_file(cache: Path, copy: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(number, str(copy))) for number in range(3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(120)
    assert [each.exitcode for each in writers] == [0, 0, 0]
    assert len(compiled.kept(str(copy))) == 50
    assert [path.name[:5] for path in cache.iterdir()] == ["laws-"], "nothing half-written is left"


def test_a_cache_that_cannot_be_written_is_not_needed(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path / "file" / "below"))
    assert book(copy).compiled(LAW)["law"] == LAW
    assert not compiled.write(str(copy), {})


# --- what a wheel ships ------------------------------------------------------------------------------------------------


def test_what_a_wheel_ships_needs_no_cache(cache: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = compiled.shipped()
    fresh = read_root(None)
    assert json.loads(shipped["laws"].partition(b"\n")[2])
    assert b"\n" not in shipped["laws"].partition(b"\n")[2]
    shutil.rmtree(cache)
    monkeypatch.setattr(resources, "compiled", lambda what: shipped[what])
    again = read_root(None)
    assert again.digest == fresh.digest
    assert [(each.path, each.packed, each.summary) for each in again.entries.values()] == [
        (each.path, each.packed, each.summary) for each in fresh.entries.values()
    ]
    monkeypatch.setattr(compiled, "made", None)
    assert Book([again]).compiled(LAW)["law"] == LAW
    assert [path.name[:6] for path in cache.iterdir()] == ["index-"], "laws are taken from the package"
    assert packaged.is_dir()


def test_the_files_of_a_wheel_are_compared_once(cache: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = compiled.shipped()
    monkeypatch.setattr(resources, "compiled", lambda what: shipped[what])
    first = read_root(None)
    assert cache.is_dir()
    monkeypatch.setattr(library, "digest_of", None)
    assert read_root(None).digest == first.digest
    monkeypatch.undo()
    assert packaged.is_dir()


def test_what_a_wheel_ships_is_used_where_no_cache_can_be_written(
    packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = compiled.shipped()
    (tmp_path / "file").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("MLSYSIM_SYM_CACHE", str(tmp_path / "file" / "below"))
    monkeypatch.setattr(resources, "compiled", lambda what: shipped[what])
    monkeypatch.setattr(compiled, "made", None)
    assert Book([read_root(None)]).compiled(LAW)["law"] == LAW
    assert packaged.is_dir()


def test_what_a_wheel_ships_is_not_trusted_when_a_data_file_differs(
    cache: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = compiled.shipped()
    monkeypatch.setattr(resources, "compiled", lambda what: shipped[what])
    edit(packaged, LAW, "chain_device_power *", "chain_devlce_power *")  # the size is the same
    assert "chain_devlce_power" in Book([read_root(None)]).summary(LAW)["variables"]
    assert cache.is_dir()


def test_what_another_version_shipped_is_not_trusted(cache: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = compiled.shipped()
    monkeypatch.setattr(resources, "compiled", lambda what: shipped[what])
    monkeypatch.setattr(ms, "__version__", "0.0.1")
    cachefile.engine.cache_clear()
    read_root(None)
    assert cache.is_dir(), "the user's cache is used instead"
    assert packaged.is_dir()


def test_a_wheel_is_not_built_of_a_book_with_errors(packaged: Path) -> None:
    (packaged / "formulas" / "chain20" / "broken.yaml").write_text("law: [", encoding="utf-8")
    with pytest.raises(ms.DataError):
        compiled.shipped()
