"""The store's questions with their answers kept: bounded, keyed by the warehouse file, so that a new build is a new key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import store


@dataclass(frozen=True)
class Picture:
    """One published file. Every question is asked of the file once and remembered."""

    path: Path

    @property
    def build(self) -> store.Build:
        """Which picture this is."""
        return self._ask(store.build)  # type: ignore[no-any-return]

    def areas(self) -> tuple[store.Area, ...]:
        """As `store.areas`."""
        return self._ask(store.areas)  # type: ignore[no-any-return]

    def indicators(self) -> tuple[store.Indicator, ...]:
        """As `store.indicators`."""
        return self._ask(store.indicators)  # type: ignore[no-any-return]

    def latest(self, area_id: str) -> tuple[store.Fact, ...]:
        """As `store.latest`."""
        return self._ask(store.latest, area_id)  # type: ignore[no-any-return]

    def latest_of_all(self) -> tuple[store.Fact, ...]:
        """As `store.latest_of_all`."""
        return self._ask(store.latest_of_all)  # type: ignore[no-any-return]

    def latest_everywhere(self, indicator_id: str) -> tuple[store.Fact, ...]:
        """As `store.latest_everywhere`."""
        return self._ask(store.latest_everywhere, indicator_id)  # type: ignore[no-any-return]

    def series(self, indicator_id: str) -> tuple[store.Fact, ...]:
        """As `store.series`."""
        return self._ask(store.series, indicator_id)  # type: ignore[no-any-return]

    def series_of_area(self, area_id: str) -> tuple[store.Fact, ...]:
        """As `store.series_of_area`."""
        return self._ask(store.series_of_area, area_id)  # type: ignore[no-any-return]

    def of_source(self, source: str) -> tuple[store.Fact, ...]:
        """As `store.of_source`."""
        return self._ask(store.of_source, source)  # type: ignore[no-any-return]

    def gaps(self, area_id: str) -> tuple[store.Fact, ...]:
        """As `store.gaps`."""
        return self._ask(store.gaps, area_id)  # type: ignore[no-any-return]

    def deliveries(self) -> tuple[store.Delivery, ...]:
        """As `store.deliveries`."""
        return self._ask(store.deliveries)  # type: ignore[no-any-return]

    def events(self) -> tuple[store.Event, ...]:
        """As `store.events`."""
        return self._ask(store.events)  # type: ignore[no-any-return]

    def breaks(self) -> tuple[store.Break, ...]:
        """As `store.breaks`."""
        return self._ask(store.breaks)  # type: ignore[no-any-return]

    def conflicts(self) -> tuple[store.Conflict, ...]:
        """As `store.conflicts`."""
        return self._ask(store.conflicts)  # type: ignore[no-any-return]

    def shapes(self, kind: str) -> tuple[store.Shape, ...]:
        """As `store.shapes`."""
        return self._ask(store.shapes, kind)  # type: ignore[no-any-return]

    def _ask(self, question: Callable[..., Any], *given: str) -> Any:
        return _remembered(question, str(self.path), given)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda con: con.close())
def _connection(path: str) -> store.Connection:
    return store.connect(Path(path))


@lru_cache(maxsize=1024)
def _remembered(question: Callable[..., Any], path: str, given: tuple[str, ...]) -> Any:
    return question(_connection(path), *given)


def picture(folder: Path) -> Picture:
    """The picture in force in a folder: the pointer is read anew each time, the file behind it only once."""
    return Picture(store.current(folder))
