"""`check`: every law, record, choice and solver judged, every pair inverted, every proof run; the counts that a book owes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking import agreeing, filling, laws, questions, records, scenarios
from mlsysim_sym.checking import counts as published
from mlsysim_sym.errors import MlsysimError, ProofError
from mlsysim_sym.valueclass import field, mutable

ROUTES = ("forward", "closed", "set_valued", "step", "search_certified", "search_numeric", "any")


@mutable
class Report:
    """What a check found: counts and errors."""

    counts: dict[str, Any]
    errors: list[MlsysimError] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the JSON shape `mlsysim-sym/check/1`."""
        return {"schema": "mlsysim-sym/check/1", **self.counts, "errors": [error.to_dict() for error in self.errors]}

    def text(self) -> str:
        """Return the report for a terminal: errors first, then the counts."""
        counts = self.counts
        rows = [error.render() + "\n" for error in self.errors]
        rows.append(
            f"{counts['laws']} laws, {counts['variables']} variables, {counts['records']} records, "
            f"{counts['solvers']} solvers, {counts['choices']} choices, {counts['sources']} sources"
        )
        if counts.get("verified") is not None:
            routes = ", ".join(f"{name.replace('_', ' ')} {counts[name]}" for name in ROUTES)
            rows.append(
                f"{counts['pairs']} pairs: {counts['verified']} verified ({routes}); "
                f"{counts['wrong']} wrong, {counts['unsolved']} unsolved"
            )
        else:
            rows.append(f"{counts['pairs']} pairs, not tried (--all-directions tries them)")
        rows.append(
            f"{counts['proofs']} proofs, {counts['proofs_numeric']} of them numeric; "
            f"{counts['examples']} examples, {counts['examples_published']} published elsewhere"
        )
        uses, fields = counts["law_uses"], counts["fields"]
        rows.append(
            f"read at their source: {uses['read']} of {uses['total']} citations of laws, "
            f"{fields['read']} of {fields['total']} numbers of records"
        )
        if len(counts["kinds"]) > 1:
            rows += filling.lines(counts["kinds"])
        rows.append("no errors" if self.ok else f"{len(self.errors)} error{'s' if len(self.errors) > 1 else ''}")
        return "\n".join(rows)


def check(book: Book, *, all_directions: bool = False, only: tuple[str, ...] = (), jobs: int = 1) -> Report:
    """Judge a book. `only` names laws, records, choices or solvers; `all_directions` tests every (law, variable) pair.

    >>> import mlsysim_sym as ms
    >>> check(ms.Book.load(), only=("ridge_point",)).ok
    True
    """
    wanted = set(only)
    names = {
        kind: [name for name in book.names(kind) if not wanted or name in wanted]
        for kind in ("law", "record", "choice", "solver")
    }
    errors: list[MlsysimError] = [*book.errors] if not wanted else _unread(book, wanted)
    if not wanted:
        errors += [*laws.glossary_errors(book), *records.source_errors(book)]
    errors += [error for error in records.alias_errors(book) if not wanted or wanted & set(error.names[1:])]
    readable = [name for name in names["law"] if book.entries["law"][name].error is None]
    for name in readable:
        errors += _all(laws.law_errors(book, name), book, name)
    for name in names["record"]:
        if book.entries["record"][name].error is None:
            errors += _all(_record_errors(book, name), book, name)
    for name in names["choice"]:
        errors += _all(records.choice_errors(book, name), book, name)
    for name in names["solver"]:
        errors += _all(_solver_errors(book, name), book, name)
    for name in book.names("scenario") if not wanted else sorted(wanted & set(book.names("scenario"))):
        errors += scenarios.scenario_errors(book, name)
    counts = _counts(book, names)
    sound = [name for name in readable if laws.caught_value(book.law, name) is not None]
    errors += _proof_errors(book, sound, counts, jobs)
    if all_directions and not errors:
        errors += _pair_errors(book, sound, counts, jobs)
    return Report(counts, _ordered(errors))


def _unread(book: Book, wanted: set[str]) -> list[MlsysimError]:
    """Return the errors of files that could not be read, of those that are wanted."""
    entries = [book.entries[kind][name] for kind in ("law", "record", "choice", "solver", "scenario")
               for name in book.names(kind) if name in wanted]  # fmt: skip
    return [entry.error for entry in entries if entry.error is not None]


def _record_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield all errors of a record; what laws make of it is judged where it can be read without one."""
    found = [*records.record_errors(book, name)]
    yield from found
    if not found:
        yield from agreeing.agreement_errors(book, name)
        yield from published.count_errors(book, name)


def _solver_errors(book: Book, name: str) -> Iterator[MlsysimError]:
    """Yield all errors of a solver; its typical questions are asked where it can be read without one."""
    found = [*records.solver_errors(book, name)]
    yield from found
    if not found:
        yield from questions.typical_errors(book, name)


def _all(found: Iterator[MlsysimError], book: Book, name: str) -> list[MlsysimError]:
    """Return all errors of a file; one that ends its own check is an error too, not the end of the others' checks."""
    errors: list[MlsysimError] = []
    try:
        errors.extend(found)
    except MlsysimError as error:
        path = next(book.entries[kind][name].path for kind in ("law", "record", "choice", "solver") if name in book.names(kind))
        errors.append(error.located(path))
    return errors


def _ordered(errors: Iterable[MlsysimError]) -> list[MlsysimError]:
    """Return each error once, by place."""
    found: dict[tuple[Any, ...], MlsysimError] = {}
    for error in errors:
        found.setdefault((error.file or "", error.line or 0, error.message), error)
    return [found[key] for key in sorted(found)]


def _counts(book: Book, names: Mapping[str, list[str]]) -> dict[str, Any]:
    uses: Counter[str] = Counter()
    examples: Counter[str] = Counter()
    pairs = 0
    for name in names["law"]:
        law = laws.caught_value(book.law, name)
        if law is None:
            continue
        pairs += len(law.variables)
        uses["total"] += len(law.citations)
        uses["read"] += sum(citation.read is not None for citation in law.citations)
        examples["total"] += len(law.examples)
        examples["published"] += sum(example.published is not None for example in law.examples)
    fields: Counter[str] = Counter()
    for name in names["record"]:
        record = laws.caught_value(book.record, name)
        for entry in record.fields.values() if record else ():
            for _, figure in entry.all():
                fields["total"] += 1
                fields["read"] += figure.read is not None
    return {
        "laws": len(names["law"]),
        "variables": len(book.variables),
        "records": len(names["record"]),
        "solvers": len(names["solver"]),
        "choices": len(names["choice"]),
        "sources": len(book.source_keys),
        "pairs": pairs,
        "verified": None,
        **dict.fromkeys(ROUTES, 0),
        "wrong": 0,
        "unsolved": 0,
        "proofs": 0,
        "proofs_numeric": 0,
        "examples": examples["total"],
        "examples_published": examples["published"],
        "law_uses": {"total": uses["total"], "read": uses["read"]},
        "fields": {"total": fields["total"], "read": fields["read"]},
        "kinds": filling.coverage(book, names["record"]),
    }


def _proof_errors(book: Book, names: list[str], counts: dict[str, Any], jobs: int) -> Iterator[MlsysimError]:
    from mlsysim_sym.checking.proofs import prove  # only laws with proofs need SymPy

    del jobs
    for name in names:
        law = book.law(name)
        if law.proof is None:
            continue
        result = prove(book, law)
        counts["proofs"] += 1
        counts["proofs_numeric"] += result.kind == "numeric"
        if not result.ok:
            yield ProofError(f"the proof of `{name}` fails: {result.message}", file=law.file, line=law.proof.line)


def _pair_errors(book: Book, names: list[str], counts: dict[str, Any], jobs: int) -> Iterator[MlsysimError]:
    counts["verified"] = 0
    for reports in _verified(book, names, jobs):
        for report in reports:
            counts[_bucket(report)] += 1
            counts[report["status"]] += 1
            for problem in report["problems"]:
                yield ProofError(
                    f"`{report['law']}` solved for {report['name']}: {problem}",
                    names=(report["law"], report["name"]),
                    file=book.law(report["law"]).file,
                )


def _bucket(report: Mapping[str, Any]) -> str:
    if report["everything"]:
        return "any"
    if report["route"] == "search":
        return "search_certified" if report["certificate"] != "numeric" else "search_numeric"
    if report["route"] in {"set", "limit", "divides"}:
        return "set_valued"
    return str(report["route"])


def _verified(book: Book, names: list[str], jobs: int) -> Iterator[list[dict[str, Any]]]:
    if jobs <= 1:
        for name in names:
            yield _verify(book, name)
        return
    places = tuple(root.name for root in book.roots if root.name != "mlsysim_sym")
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_verify_elsewhere, [(places, name) for name in names], chunksize=4)


def _verify_elsewhere(task: tuple[tuple[str, ...], str]) -> list[dict[str, Any]]:
    return _verify(Book.load(*task[0]), task[1])


def _verify(book: Book, name: str) -> list[dict[str, Any]]:
    from mlsysim_sym.checking.pairs import verify_law

    fields = ("law", "name", "route", "certificate", "everything", "status", "problems")
    return [{key: getattr(report, key) for key in fields} for report in verify_law(book, book.law(name))]
