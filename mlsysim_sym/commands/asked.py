"""Read the words of a command into a question: unknowns, values, requirements, records and choices."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mlsysim_sym.book.book import Book
from mlsysim_sym.commands.faults import CommandError
from mlsysim_sym.commands.options import Request
from mlsysim_sym.errors import MlsysimError, UnknownNameError, nearest
from mlsysim_sym.face import sorted_out
from mlsysim_sym.reading.units import parse_unit
from mlsysim_sym.solving.question import Question, system_of
from mlsysim_sym.valueclass import field, frozen, mutable

NAME = re.compile(r"[A-Za-z_][^\s=<>]*\Z")
RELATION = re.compile(r"<=|>=|<|>|=+")
BARE_NUMBER = re.compile(r"[+-]?[\d._]+(e[+-]?\d+)?\Z", re.IGNORECASE)
HOW = 'write a name to ask for it, and name="value unit" to give it'


@mutable
class Words:
    """The words of a command, sorted: `after` gives for each unknown the value that it follows."""

    targets: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    after: dict[str, str] = field(default_factory=dict)


@frozen
class Asked:
    """A question with its unknowns."""

    question: Question
    targets: tuple[str, ...]


def read_words(words: Iterable[str]) -> Words:
    """Sort the words of a command; raise CommandError for a word that is none of them.

    >>> read_words(["batch_size", "layers=80", "time_per_output_token <= 30 ms"])
    Words(targets=['batch_size'], values={'layers': '80'}, required=['time_per_output_token <= 30 ms'], after={})
    """
    found = Words()
    before = ""
    for word in words:
        match = RELATION.search(word)
        if match is None:
            _add_target(found, word.strip(), before)
        elif match.group().startswith("="):
            _add_value(found, word, match)
        else:
            _add_requirement(found, word, match)
        before = word
    return found


def _add_target(found: Words, name: str, before: str) -> None:
    if not NAME.match(name):
        raise CommandError(f"unexpected argument `{name}`", names=(name,), hint=_quoted(before, name) or HOW)
    if "=" in before:
        found.after[name] = before
    found.targets.append(name)


def _quoted(before: str, word: str) -> str | None:
    """Return the hint for a value that lost its unit because it was not quoted."""
    key, relation, value = before.partition("=")
    if not relation or not BARE_NUMBER.match(value.strip()):
        return None
    return f'quote the value: {key}="{value.strip()} {word}"' if key[-1:] not in "<>" else f"quote it: '{before} {word}'"


def _add_value(found: Words, word: str, match: re.Match[str]) -> None:
    key, value = word[: match.start()].strip(), word[match.end() :].strip()
    if not NAME.match(key) or match.group() != "=":
        hint = f"write {key}={value}" if NAME.match(key) and value else HOW
        raise CommandError(f"unexpected argument `{word}`", names=(word,), hint=hint)
    if not value:
        raise CommandError(f"`{key}` is given no value", names=(key,), hint=f'write {key}="value unit", or {key}=? to ask for it')
    if value == "?":
        found.targets.append(key)
        return
    if key in found.values:
        raise CommandError(f"`{key}` is given twice: {found.values[key]} and {value}", names=(key,))
    found.values[key] = value


def _add_requirement(found: Words, word: str, match: re.Match[str]) -> None:
    left, right = word[: match.start()].strip(), word[match.end() :].strip()
    if not left or not right:
        raise CommandError(f"`{word}` is half a requirement", names=(word,), hint="write it as 'time_per_output_token<=30 ms'")
    found.required.append(word)


def pairs(option: str, written: Iterable[str]) -> dict[str, str]:
    """Return the `key=word` pairs of a repeatable option.

    >>> pairs("--choose", ["precision=bf16"])
    {'precision': 'bf16'}
    """
    found: dict[str, str] = {}
    for text in written:
        key, equals, word = (part.strip() for part in text.partition("="))
        if not (key and equals and word):
            raise CommandError(f"`{option} {text}` is no pair", names=(text,), hint=f"write {option} key=word")
        if found.setdefault(key, word) != word:
            raise CommandError(f"`{option}` gives `{key}` twice: {found[key]} and {word}", names=(key,))
    return found


def slots_of(request: Request) -> dict[str, str]:
    """Return the records that a command puts into slots."""
    short = {"hardware": request.hardware, "model": request.model}
    written = [f"{slot}={record}" for slot, record in short.items() if record is not None]
    return pairs("--with", (*written, *request.records))


def build(request: Request) -> Asked:
    """Return the question that a command asks; raise QuestionError, with a hint, for what it cannot mean."""
    words = read_words(request.words)
    asked = Asked(_question(request, words), tuple(dict.fromkeys(words.targets)))
    if not asked.targets:
        raise CommandError("nothing is asked", hint="name the unknown, as in `mlsysim-sym solve batch_size ...`")
    _check_names(asked, words)
    return asked


def one_target(command: str, request: Request) -> tuple[Question, str]:
    """Return the question of a command that takes one unknown, and that unknown."""
    asked = build(request)
    if len(asked.targets) > 1:
        raise CommandError(f"`{command}` takes one TARGET, not {', '.join(asked.targets)}", names=asked.targets)
    return asked.question, asked.targets[0]


def base_question(request: Request) -> Question:
    """Return the question that a command gives before any unknown is named."""
    words = read_words(word for word in request.words if word != "-")
    if words.targets:
        raise CommandError(
            f"`{words.targets[0]}` is asked beside `-`", names=tuple(words.targets), hint="with `-` every line says what it asks"
        )
    return _question(request, words)


def _question(request: Request, words: Words) -> Question:
    options = slots_of(request) | pairs("--choose", request.chosen)
    for key in words.values:
        if key in options:
            raise CommandError(f"`{key}` is given twice: {words.values[key]} and {options[key]}", names=(key,))
    start = Question(Book.load(*request.books), request.solver, request.laws)
    question = sorted_out(start, dict(words.values))
    return question.with_(**slots_of(request)).choose(**pairs("--choose", request.chosen)).require(*words.required)


# --- hints -------------------------------------------------------------------------------------------------------------


def _check_names(asked: Asked, words: Words) -> None:
    """Raise UnknownNameError for a name that the question's laws lack, with what else it may mean."""
    system = system_of(asked.question)
    for slot, record in asked.question.slots.items():
        system.scopes_fed(slot)
        asked.question.book.record(record)
    choices = asked.question.book.names("choice")
    for name in (*(each for each in asked.targets if each.rpartition(".")[2] not in choices), *asked.question.values):
        try:
            system.resolve(name)
        except UnknownNameError as error:
            if _from_record(asked.question, name):
                continue
            error.hint = _unit_hint(name, words) or _other_meaning(asked.question, name) or _wider(asked.question, name, error)
            raise


def _from_record(question: Question, name: str) -> bool:
    """Whether a name may be a variable that the parts of a record bring along."""
    scope = name.partition(".")[0]
    return scope in question.slots or any(question.book.record(record).parts for record in question.slots.values())


def _unit_hint(name: str, words: Words) -> str | None:
    before = words.after.get(name)
    if before is None:
        return None
    try:
        parse_unit(name)
    except MlsysimError:
        return None
    return _quoted(before, name)


def _other_meaning(question: Question, name: str) -> str | None:
    book = question.book
    if name in book.names("solver"):
        return f"`{name}` is a solver: write --solver {name}"
    if name in book.names("law"):
        return f"`{name}` is a law: write --law {name}, or `show {name}`"
    if name in book.record_paths or name in book.names("record"):
        return f"`{name}` is a record: write --with SLOT={name}"
    return None


def _wider(question: Question, name: str, error: UnknownNameError) -> str | None:
    """Return the nearest among variables, slots and choices; name the laws at hand where the book knows the variable."""
    known = name in question.book.variables or name in question.book.aliases
    if known and (question.solver or question.laws):
        return f"{error.hint or 'the book knows it'}; without --solver and --law the whole book is used"
    system = system_of(question)
    near = nearest(name, [*system.names, *system.slots, *question.book.names("choice"), *question.book.aliases])
    return f"did you mean {', '.join(f'`{each}`' for each in near)}?" if near else error.hint
