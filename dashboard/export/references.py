"""The way back from a figure on paper: the delivery's number in the list of sources, and the place in its file."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard import words
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
        files, places = row.file.split(" och "), row.cell.split(" och ")
        if len(files) > 1 and len(files) == len(places):
            return " och ".join(self._one(row.release_id, f, p) for f, p in zip(files, places, strict=True))
        return self._one(row.release_id, row.file, row.cell)

    def by_trace(self, facts: Iterable[Fact]) -> dict[str, str]:
        """The short reference per full trace, for rows that hold only the trace as text."""
        return {words.trace(f): self.of(f) for f in facts}

    def _one(self, release_id: str, file: str, cell: str) -> str:
        holder = self._holder(release_id, file)
        place = words.place(cell)
        if holder is None:
            return f"{file}, {place}"
        number, several = self.deliveries.index(holder) + 1, "|" in holder.files
        return f"[{number}] {file}, {place}" if several or file != holder.files else f"[{number}] {place}"

    def _holder(self, release_id: str, file: str) -> Delivery | None:
        """The row's own delivery, unless the file lies in another."""
        own = next((d for d in self.deliveries if d.release_id == release_id), None)
        if own and file in own.files.split("|"):
            return own
        return next((d for d in self.deliveries if file in d.files.split("|")), own)
