"""What is exported: formats, labels, citations, symbols; folders for books; values for running text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlsysim_sym as ms
from mlsysim_sym.telling.export import breaking, folder, latex, light
from mlsysim_sym.telling.export.bibliography import bibliography
from mlsysim_sym.telling.export.document import Formula, Symbols, derivation_document, law_document
from mlsysim_sym.telling.export.notation import symbol_in_notation
from mlsysim_sym.telling.markdown import display

BOOK = ms.Book.load()
RIDGE = ms.solve("memory_bandwidth", ridge_point="100 FLOP/B", peak_throughput="1 PFLOP/s")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mlsysim_sym", *words], capture_output=True, text=True, check=False)


# --- documents ---------------------------------------------------------------------------------------------------------


def test_a_law_has_its_statement_its_inverses_and_its_symbols() -> None:
    document = law_document(BOOK.law("ridge_point"), BOOK)
    formulas = [block for block in document.blocks if isinstance(block, Formula)]
    assert formulas[0].rows == (r"I^{\ast} &= \frac{F}{B}",)
    assert formulas[1].rows == (r"F &= I^{\ast} \, B", r"B &= \frac{F}{I^{\ast}}")
    assert [block.rows[2][:2] for block in document.blocks if isinstance(block, Symbols)] == [("B", "B/s")]
    assert document.keys[0] == "williams2009roofline"


def test_a_long_quadratic_is_written_once_with_its_coefficients_named() -> None:
    rows = [row for block in law_document(BOOK.law("hierarchical_all_reduce"), BOOK).blocks if isinstance(block, Formula)
            for row in block.rows]  # fmt: skip
    assert sum(r"\pm" in row for row in rows) == 1  # the other quadratic has one root in the domain
    assert sum(r"\mathcal{C} &=" in row for row in rows) == 2


def test_labels_are_unique_within_a_derivation() -> None:
    document = derivation_document(RIDGE.derivation, BOOK, "wall")
    labels = [block.label for block in document.blocks if isinstance(block, Formula)]
    assert labels == ["wall-1", "wall-result"]


@pytest.mark.parametrize(
    ("dialect", "row"),
    [
        (light.QUARTO, r"| $B = 3350\,\mathrm{GB/s}$ | BADGE | [@SOURCE"),
        (light.MYST, r"| $B = 3350\,\mathrm{GB/s}$ | BADGE | {cite:p}`SOURCE`"),
        (light.MARKDOWN, r"| $B = 3350\,\mathrm{GB/s}$ | BADGE | "),
        (None, r"\item $B = 3350\,\mathrm{GB/s}$ [BADGE] \cite[{"),
    ],
)
def test_every_number_has_its_badge_and_who_says_so(dialect: light.Dialect | None, row: str) -> None:
    answer = ms.ask("single_device", hardware="h100_sxm", compute_precision="bf16").solve("ridge_point")
    number = next(each for each in answer.inputs if each.name == "memory_bandwidth")
    document = derivation_document(answer.derivation, BOOK)
    shown = light.light_text(document, dialect) if dialect else latex.latex_text(document)
    assert row.replace("BADGE", number.badge).replace("SOURCE", str(number.citations[0].key)) in shown
    assert number.citations[0].key in document.keys
    assert f"<td>{number.badge}</td>" in light.html_text(document)


@pytest.mark.parametrize(
    ("dialect", "formula", "citation"),
    [
        (light.QUARTO, "$$ {#eq-ridge-point}", "[@williams2009roofline, section 3]"),
        (light.MYST, ":label: eq-ridge-point", "{cite:p}`williams2009roofline` (section 3)"),
        (light.MARKDOWN, "$$\nI^{\\ast} = \\frac{F}{B}\n$$", "Williams et al. 2009 [williams2009roofline], section 3"),
    ],
)
def test_each_dialect_has_its_own_labels_and_citations(dialect: light.Dialect, formula: str, citation: str) -> None:
    shown = light.light_text(law_document(BOOK.law("ridge_point"), BOOK), dialect)
    assert formula in shown
    assert citation in shown


def test_latex_has_labels_and_citations() -> None:
    shown = latex.latex_text(law_document(BOOK.law("ridge_point"), BOOK))
    assert r"\label{eq:ridge-point}" in shown
    assert r"\cite[{section 3}]{williams2009roofline}" in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [("50% of `a_b`", r"50\% of \texttt{a\_\allowbreak{}b}"), ("$x_1$ & y", r"$x_1$ \& y"), ("1 \u2264 2", r"1 $\le$ 2")],
)
def test_words_are_escaped_for_latex(said: str, shown: str) -> None:
    assert latex.words(said) == shown


def test_a_long_sum_is_broken_before_its_signs() -> None:
    rows = breaking.broken("T &= " + " + ".join(f"x_{{{place}}} \\, y_{{{place}}}" for place in range(30)), most=40)
    assert len(rows) > 2
    assert all(row.startswith((r"T &= ", r"&\quad +")) for row in rows)
    assert all(breaking.width(row) <= 44 for row in rows)


def test_the_arguments_of_a_wide_maximum_stand_below_each_other() -> None:
    sums = [" + ".join(f"{letter}_{{{place}}}" for place in range(12)) for letter in "xyz"]
    labelled = rf"\underbrace{{{sums[1]}}}_{{\text{{memory}}}}"
    wide = rf"T &= \max\left({sums[0]},\; {labelled},\; \left\lceil {sums[2]} \right\rceil\right) \, n"
    (row,) = breaking.broken(wide)
    inside = row.partition(r"\begin{aligned}")[2].partition(r"\end{aligned}")[0].split(r" \\ ")
    assert [each.strip() for each in inside] == [
        f"& {sums[0]}",
        rf"& {sums[1]} && \text{{memory}}",
        rf"& \left\lceil {sums[2]} \right\rceil",
    ]
    assert row.endswith(r"\right\} \, n")
    assert breaking.width(row) < breaking.LINE < breaking.width(wide)


def test_a_row_without_a_mark_is_broken_at_its_relation_and_keeps_the_marks_inside() -> None:
    terms = [rf"\max\left(x_{{{place}}},\; y_{{{place}}}\right)" for place in range(12)]
    rows = breaking.broken("T = " + " + ".join(terms))
    assert len(rows) > 1
    assert rows[0].startswith("T &= ")
    assert all(row.startswith(r"&\quad + ") for row in rows[1:])
    inside = r"T = \begin{cases} 1 & \text{if } y \end{cases}"
    assert breaking.aligned_at(inside) is None
    assert "".join(display((inside,))).count("&") == 1


def test_what_no_break_makes_narrow_is_shrunk() -> None:
    wide = r"T &= \frac{" + r" \, ".join(f"x_{{{place}}}" for place in range(90)) + "}{y}"
    assert r"= \lawfit[" in "\n".join(latex.formula((wide,), "wide"))


# --- notation ----------------------------------------------------------------------------------------------------------


def test_the_textbooks_macros_stand_in_for_symbols_where_the_glossary_names_them(tmp_path: Path) -> None:
    pack = tmp_path / "formulas" / "economics" / "label_cost.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text(
        "law: label_cost\ntitle: Cost\nabout: Cost of labels.\nkind: definition\n"
        "equation: label_cost = labels_bought * label_fee\n"
        "source: {key: williams2009roofline}\ndefines:\n"
        '  label_cost: {latex: "C_{l}", unit: USD, domain: positive, typical: [1 USD, 1e6 USD], meaning: Price.,\n'
        '               book_macro: "\\\\LabelCost"}\n'
        '  labels_bought: {latex: "n_{l}", unit: "1", kind: label, domain: count, typical: ["1", "1e6"], meaning: L.}\n'
        '  label_fee: {latex: "c_{l}", unit: USD, domain: positive, typical: [0.01 USD, 10 USD], meaning: Price of one.}\n'
        "examples:\n  - given: {labels_bought: 10, label_fee: 2 USD}\n    expect: {label_cost: 20 USD}\n",
        encoding="utf-8",
    )
    book = ms.Book.load(str(tmp_path))
    shown = law_document(book.law("label_cost"), book, symbol_in_notation(book, "book")).blocks[2]
    assert isinstance(shown, Formula)
    assert shown.rows == (r"\LabelCost{} &= n_{l} \, c_{l}",)


# --- bibliography ------------------------------------------------------------------------------------------------------


def test_every_work_has_an_entry_that_bibtex_reads() -> None:
    database = pytest.importorskip("pybtex.database")
    found = database.parse_string(bibliography(BOOK, BOOK.source_keys), "bibtex")
    assert set(found.entries) == set(BOOK.source_keys)


def test_an_organisation_is_not_taken_for_a_person() -> None:
    assert "author = {{Google}}" in bibliography(BOOK, BOOK.source_keys) or "{{" in bibliography(BOOK, BOOK.source_keys)
    assert "author = {S. Williams and A. Waterman and D. Patterson}" in bibliography(BOOK, ["williams2009roofline"])


# --- folders -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return dict(folder.book_files(BOOK))


def test_a_folder_has_a_partial_for_each_law_in_each_format(files: dict[str, str]) -> None:
    for name in BOOK.laws:
        assert {f"laws/{name}.tex", f"laws/{name}.qmd", f"laws/{name}.md"} <= set(files)


def test_macros_are_unique_letters_and_balanced(files: dict[str, str]) -> None:
    names = re.findall(r"^\\newcommand\{\\(\w+)\}", files["macros.tex"], re.MULTILINE)
    numbers = sum(len(list(field.all())) for path in BOOK.names("record") for field in BOOK.record(path).fields.values())
    assert len(names) == len(set(names)) == len(BOOK.laws) + numbers
    assert all(name.isalpha() for name in names)
    for line in files["macros.tex"].splitlines():
        bare = re.sub(r"\\[{}]", "", line)
        assert bare.count("{") == bare.count("}")


def test_the_data_says_what_the_records_say(files: dict[str, str]) -> None:
    data = json.loads(files["laws.json"])
    assert data["laws"]["ridge_point"]["equation"] == "ridge_point = peak_throughput / memory_bandwidth"
    value = data["values"]["nvidia_h100_sxm.memory_bandwidth"]
    assert value["text"] == "3350 GB/s"
    assert value["latex"] == r"3350\,\mathrm{GB/s}"
    assert value["badge"] == "verified"


# --- running text ------------------------------------------------------------------------------------------------------


def test_a_value_survives_inline_code() -> None:
    shown = RIDGE.inline()
    assert shown == "10\u00a0TB/s"
    assert shown._repr_markdown_() == shown  # type: ignore[attr-defined]
    assert RIDGE.inline(unit="GB/s") == "10000\u00a0GB/s"


def test_a_set_is_said_in_words() -> None:
    held = ms.ask(pipeline_parallel_degree=16, solver="training_step_3d").require("bubble_fraction <= 5%").solve("micro_batches")
    assert held.inline() == "at least 285"


def test_what_has_no_value_is_not_printed() -> None:
    none = ms.ask("single_device", hardware="h100_sxm", attainable_throughput="2 PFLOP/s").solve("arithmetic_intensity")
    with pytest.raises(ms.NoAnswerError):
        none.inline()


# --- the command -------------------------------------------------------------------------------------------------------


def test_one_name_of_a_law_prints_the_law() -> None:
    done = run("export", "ridge_point", "--format", "quarto")
    assert done.returncode == 0
    assert done.stdout.startswith("### Ridge point\n")
    assert "{#eq-ridge-point}" in done.stdout


def test_a_question_prints_its_steps_and_writes_its_works(tmp_path: Path) -> None:
    bib = tmp_path / "cited.bib"
    done = run("export", "memory_bandwidth", "ridge_point=100 FLOP/B", "peak_throughput=1 PFLOP/s", "--bib", str(bib), "--whole")
    assert done.returncode == 0
    assert r"= 10\,\mathrm{TB/s}" in done.stdout
    assert r"\bibliography{cited}" in done.stdout
    assert "@article{williams2009roofline," in bib.read_text(encoding="utf-8")


def test_the_result_alone() -> None:
    done = run("export", "memory_bandwidth", "ridge_point=100 FLOP/B", "peak_throughput=1 PFLOP/s", "--part", "result")
    assert done.stdout == "\\begin{equation}\n\\label{eq:memory-bandwidth}\nB = 10\\,\\mathrm{TB/s}\n\\end{equation}\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("export", "book"), 2),
        (("export", "no_such_law"), 2),
        (("export", "kernel_time", "operations=1 TFLOP"), 4),
        (("export", "arithmetic_intensity", "--law", "roofline", "attainable_throughput=2 PFLOP/s", "peak_throughput=1 PFLOP/s",
          "memory_bandwidth=1 TB/s"), 3),
    ],
)  # fmt: skip
def test_a_wrong_command_has_its_exit_code(words: tuple[str, ...], code: int) -> None:
    done = run(*words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
