"""What all results of asking have in common: they show themselves as text, Markdown and, with the extra `plot`, as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlsysim_sym.telling.page import Page


class Shown:
    """A result that has a page."""

    def _page(self) -> Page:
        raise NotImplementedError

    def text(self) -> str:
        """Return the result for a terminal, 80 columns wide."""
        return self._page().text()

    def markdown(self) -> str:
        """Return the result as Markdown."""
        return self._page().markdown()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON shows it, with its schema."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mlsysim_sym.telling.bundles import bundle  # noqa: PLC0415  (objects show themselves by telling)

        return bundle(self._page(), self.to_dict())


class Rounded(Shown):
    """A result whose numbers are written with so many digits, and whose first number in a unit."""

    def _page(self, digits: int | None = None, unit: str | None = None) -> Page:
        raise NotImplementedError

    def text(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the result for a terminal, 80 columns wide, with so many digits, its first number in a unit."""
        return self._page(digits, unit).text()

    def markdown(self, digits: int | None = None, unit: str | None = None) -> str:
        """Return the result as Markdown, with so many digits, its first number in a unit."""
        return self._page(digits, unit).markdown()


class Drawn(Shown):
    """A result that has a picture too."""

    def _picture(self) -> Any:  # noqa: ANN401  (a matplotlib figure, which ships no types)
        raise NotImplementedError

    def plot(self, path: str | None = None) -> Any:  # noqa: ANN401  (the same)
        """Return the picture, and write it into a file if one is named, in the format that its ending says.

        Needs the extra `plot`.
        """
        from mlsysim_sym.telling.plots.style import save  # noqa: PLC0415  (objects show themselves by telling)

        drawn = self._picture()
        if path is not None:
            save(drawn, path)
        return drawn
