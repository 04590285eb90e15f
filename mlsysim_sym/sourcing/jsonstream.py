"""JSON of any size, read member by member: a price list has hundreds of megabytes, of which a few lines are wanted."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # as the decoder itself reads a key
from typing import IO, Any

CHUNK = 1 << 16
SPACE = " \t\r\n"
LONGEST = 1 << 24  # of one value, in characters


class Malformed(ValueError):  # noqa: N818  (what the text is)
    """The text is no JSON, or ends early."""


class Scanner:
    """Reads a stream from the start: `members` of an object one after the other, each by `value` or by `members` again."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.decode = file, codecs.getincrementaldecoder("utf-8")().decode
        self.text, self.at, self.ended = "", 0, False
        self.decoder = json.JSONDecoder()

    def _more(self) -> bool:
        if self.ended:
            return False
        piece = self.file.read(CHUNK)
        self.ended = not piece
        try:
            self.text, self.at = self.text[self.at :] + self.decode(piece, self.ended), 0
        except UnicodeDecodeError:
            raise Malformed("it is not UTF-8 text") from None
        return True

    def peek(self) -> str:
        """Return the next character that is no space, empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def expect(self, wanted: str) -> None:
        """Pass a character; raise Malformed for another one."""
        found = self.peek()
        if found != wanted:
            raise Malformed(f"`{wanted}` is expected, not `{found}`" if found else "it ends early")
        self.at += 1

    def value(self) -> Any:  # noqa: ANN401  (JSON)
        """Read the next value whole."""
        self.peek()
        while True:
            try:
                found, end = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LONGEST or not self._more():
                    raise Malformed("it ends early" if self.ended else error.msg.lower()) from None
                continue
            if end == len(self.text) and not self.ended:  # a number may go on
                self._more()
                continue
            self.at = end
            return found

    def members(self) -> Iterator[str]:
        """Yield the names of an object; whoever gets one must read its value before the next."""
        self.expect("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            yield self._name()
            if self.peek() == ",":
                self.at += 1
                continue
            self.expect("}")
            return

    def _name(self) -> str:
        if self.peek() != '"':
            raise Malformed("a name is expected")
        while True:
            try:
                name, end = scanstring(self.text, self.at + 1, True)  # noqa: FBT003  (its signature)
            except json.JSONDecodeError:
                if not self._more():
                    raise Malformed("it ends early") from None
                continue
            self.at = end
            self.expect(":")
            return str(name)

    def skip(self) -> None:
        """Pass a value without building it whole: objects member by member."""
        if self.peek() == "{":
            for _ in self.members():
                self.skip()
        else:
            self.value()

    def end(self) -> None:
        """Say that nothing may follow."""
        if self.peek():
            raise Malformed("something follows the end")
