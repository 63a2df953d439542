"""The way back from a figure on paper: the delivery's number in the list of sources, and the place in its file."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard import words
from dashboard.export.wording import text
from dashboard.rows import Delivery, Event, Fact


@dataclass(frozen=True)
class References:
    """The numbered deliveries of one file."""

    deliveries: tuple[Delivery, ...]

    def number(self, release_id: str) -> int | None:
        """The delivery's number in the list, from 1; None when it is not there."""
        return next((n for n, d in enumerate(self.deliveries, 1) if d.release_id == release_id), None)

    def of(self, row: Fact | Event) -> str:
        """`[7] Tabell 2.1, cell E10`; the file's name too, where the delivery has several."""
        return " och ".join(self._places(row, str))

    def short(self, row: Fact) -> str:
        """As `of`, for a narrow column: a line for each place, files by their number and columns by their name alone."""
        told = self._places(row, lambda file: self._file_number(row, file))
        return "\n".join(told).replace(" och ", "\n").replace(text("paper.column"), ", ")

    def _places(self, row: Fact | Event, named: Callable[[str], str]) -> list[str]:
        files, places = row.file.split(" och "), row.cell.split(" och ")
        if len(files) > 1 and len(files) == len(places):
            return [self._one(row.release_id, f, p, named) for f, p in zip(files, places, strict=True)]
        return [self._one(row.release_id, row.file, row.cell, named)]

    def _one(self, release_id: str, file: str, cell: str, named: Callable[[str], str]) -> str:
        holder = self._holder(release_id, file)
        place = words.place(cell)
        if holder is None:
            return f"{file}, {place}"
        number, several = self.deliveries.index(holder) + 1, "|" in holder.files
        return f"[{number}] {named(file)}, {place}" if several or file != holder.files else f"[{number}] {place}"

    def _file_number(self, row: Fact, file: str) -> str:
        """`fil 2`, as the list of sources numbers the files of a delivery; the name of a file that it does not have."""
        holder = self._holder(row.release_id, file)
        files = holder.files.split("|") if holder else []
        return text("paper.file", number=str(files.index(file) + 1)) if file in files else file

    def _holder(self, release_id: str, file: str) -> Delivery | None:
        """The row's own delivery, unless the file lies in another."""
        own = next((d for d in self.deliveries if d.release_id == release_id), None)
        if own and file in own.files.split("|"):
            return own
        return next((d for d in self.deliveries if file in d.files.split("|")), own)
