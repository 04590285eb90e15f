"""A choice as the unknown: every word is tried, and kept if all limits and requirements hold under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from mlsysim_sym.errors import MlsysimError, NoAnswerError, QuestionError
from mlsysim_sym.valueclass import field, frozen, replace

if TYPE_CHECKING:
    from mlsysim_sym.solving.answer import Answer
    from mlsysim_sym.solving.question import Question


@frozen
class WordAnswer:
    """The words of a choice that satisfy a question, and why the others do not.

    `beside` holds, for every word that does, the answers for the other unknowns.
    """

    targets: tuple[str, ...]
    words: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    book: str = ""

    @property
    def target(self) -> str:
        """The choice."""
        return self.targets[0]

    @property
    def status(self) -> str:
        """`solved`, or `empty` if no word will do."""
        return "solved" if self.words else "empty"

    @property
    def because(self) -> tuple[str, ...]:
        """Why words will not do."""
        return tuple(f"{word}: {reason}" for word, reasons in self.reasons.items() for reason in reasons)

    @property
    def error(self) -> MlsysimError | None:
        """The error of an empty answer."""
        return None if self.words else NoAnswerError(f"no {self.target} satisfies the question", because=self.because)

    @property
    def derivation(self) -> NoReturn:
        """Words are tried one by one: raises QuestionError."""
        raise no_steps(self.target)

    def text(self) -> str:
        """Return the whole answer for a terminal, 80 columns wide."""
        from mlsysim_sym.telling.text import words_page  # noqa: PLC0415  (objects print themselves by telling)

        return words_page(self).text()

    def __str__(self) -> str:
        rows = []
        for word in self.words:
            more = "".join(f", {answer}" for answer in self.beside.get(word, ()))
            rows.append(f"{word}{more}")
        return f"{self.target} in {{{'; '.join(rows)}}}" if rows else f"{self.target}: no answer"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer in the shape `mlsysim-sym/answer/1`, with parts of kind `word`."""
        beside = {word: {each.target: each.to_dict()["set"] for each in self.beside.get(word, ())} for word in self.words}
        pieces = [{"kind": "word", "value": word, "with": beside[word]} for word in self.words]
        return {
            "schema": "mlsysim-sym/answer/1",
            "target": self.target,
            "unit": None,
            "status": self.status,
            "set": pieces,
            "because": list(self.because),
            "book": self.book,
        }


def no_steps(name: str) -> QuestionError:
    """Return the error for steps asked to a choice."""
    return QuestionError(
        f"`{name}` is a choice: its words are tried one by one, and no steps lead to them",
        names=(name,),
        hint=f"choose {name} = WORD and ask for what it decides",
    )


def solve_choice(question: Question, targets: Sequence[str]) -> WordAnswer:
    """Return the words of a choice under which the question's limits and requirements hold.

    Further unknowns are solved for under each word. Raises QuestionError where nothing judges the words.
    """
    from mlsysim_sym.solving.solve import failures, prepared  # noqa: PLC0415  (which asks this module for choices)

    name, *others = targets
    plain = replace(question, choices={key: word for key, word in question.choices.items() if key != name})
    choice = question.book.choice(name.rpartition(".")[2])
    kept: list[str] = []
    reasons: dict[str, tuple[str, ...]] = {}
    beside: dict[str, tuple[Answer, ...]] = {}
    judged = bool(others)
    for word in choice.words:
        trial = replace(plain, choices={**plain.choices, name: word})
        try:
            ready = prepared(trial, ())
            judged |= bool(ready.plan.judged)
            failed = failures(ready)
            answers = tuple(trial.solve(other) for other in others) if not failed else ()
        except MlsysimError as error:
            reasons[word] = (error.message,)
            continue
        failed += tuple(reason for answer in answers for reason in answer.because if not answer.pieces)
        if failed:
            reasons[word] = failed
        else:
            kept.append(word)
            beside[word] = answers
    if not judged and not reasons:
        raise QuestionError(f"nothing judges the words of `{name}`", hint="state a requirement, or ask for something beside it")
    return WordAnswer(tuple(targets), tuple(kept), reasons, beside, question.book.digest)
