"""The store's questions with their answers kept: bounded, keyed by the warehouse file, so that a new build is a new key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import rows, store, verdict_rows


@dataclass(frozen=True)
class Picture:
    """One published file. Every question is asked of the file once and remembered."""

    path: Path

    @property
    def build(self) -> rows.Build:
        """Which picture this is."""
        return self._ask(store.build)  # type: ignore[no-any-return]

    def areas(self) -> tuple[rows.Area, ...]:
        """As `store.areas`."""
        return self._ask(store.areas)  # type: ignore[no-any-return]

    def indicators(self) -> tuple[rows.Indicator, ...]:
        """As `store.indicators`."""
        return self._ask(store.indicators)  # type: ignore[no-any-return]

    def latest(self, area_id: str) -> tuple[rows.Fact, ...]:
        """As `store.latest`."""
        return self._ask(store.latest, area_id)  # type: ignore[no-any-return]

    def latest_of_all(self) -> tuple[rows.Fact, ...]:
        """As `store.latest_of_all`."""
        return self._ask(store.latest_of_all)  # type: ignore[no-any-return]

    def latest_everywhere(self, indicator_id: str) -> tuple[rows.Fact, ...]:
        """As `store.latest_everywhere`."""
        return self._ask(store.latest_everywhere, indicator_id)  # type: ignore[no-any-return]

    def series(self, indicator_id: str) -> tuple[rows.Fact, ...]:
        """As `store.series`."""
        return self._ask(store.series, indicator_id)  # type: ignore[no-any-return]

    def series_of_area(self, area_id: str) -> tuple[rows.Fact, ...]:
        """As `store.series_of_area`."""
        return self._ask(store.series_of_area, area_id)  # type: ignore[no-any-return]

    def of_source(self, source: str) -> tuple[rows.Fact, ...]:
        """As `store.of_source`."""
        return self._ask(store.of_source, source)  # type: ignore[no-any-return]

    def gaps(self, area_id: str) -> tuple[rows.Fact, ...]:
        """As `store.gaps`."""
        return self._ask(store.gaps, area_id)  # type: ignore[no-any-return]

    def deliveries(self) -> tuple[rows.Delivery, ...]:
        """As `store.deliveries`."""
        return self._ask(store.deliveries)  # type: ignore[no-any-return]

    def events(self) -> tuple[rows.Event, ...]:
        """As `store.events`."""
        return self._ask(store.events)  # type: ignore[no-any-return]

    def breaks(self) -> tuple[rows.Break, ...]:
        """As `store.breaks`."""
        return self._ask(store.breaks)  # type: ignore[no-any-return]

    def conflicts(self) -> tuple[rows.Conflict, ...]:
        """As `store.conflicts`."""
        return self._ask(store.conflicts)  # type: ignore[no-any-return]

    def shapes(self, kind: str) -> tuple[rows.Shape, ...]:
        """As `store.shapes`."""
        return self._ask(store.shapes, kind)  # type: ignore[no-any-return]

    def flags(self) -> tuple[rows.Flag, ...]:
        """As `store.flags`."""
        return self._ask(store.flags)  # type: ignore[no-any-return]

    def bounds(self) -> tuple[rows.Bound, ...]:
        """As `store.bounds`."""
        return self._ask(store.bounds)  # type: ignore[no-any-return]

    def differences(self) -> tuple[rows.Difference, ...]:
        """As `store.differences`."""
        return self._ask(store.differences)  # type: ignore[no-any-return]

    def registers(self) -> frozenset[str]:
        """As `store.registers`."""
        return self._ask(store.registers)  # type: ignore[no-any-return]

    def intake(self) -> tuple[rows.Intake, ...]:
        """As `store.intake`."""
        return self._ask(store.intake)  # type: ignore[no-any-return]

    def rejections(self) -> tuple[rows.Rejection, ...]:
        """As `store.rejections`."""
        return self._ask(store.rejections)  # type: ignore[no-any-return]

    def revisions(self) -> tuple[rows.Revision, ...]:
        """As `store.revisions`."""
        return self._ask(store.revisions)  # type: ignore[no-any-return]

    def protections(self) -> tuple[rows.Protection, ...]:
        """As `store.protections`."""
        return self._ask(store.protections)  # type: ignore[no-any-return]

    def comparisons(self) -> tuple[verdict_rows.Comparison, ...]:
        """As `store.comparisons`."""
        return self._ask(store.comparisons)  # type: ignore[no-any-return]

    def changes(self) -> tuple[verdict_rows.Change, ...]:
        """As `store.changes`."""
        return self._ask(store.changes)  # type: ignore[no-any-return]

    def trends(self) -> tuple[verdict_rows.Trend, ...]:
        """As `store.trends`."""
        return self._ask(store.trends)  # type: ignore[no-any-return]

    def funnel(self, indicator_id: str) -> tuple[verdict_rows.Funnel, ...]:
        """As `store.funnel`."""
        return self._ask(store.funnel, indicator_id)  # type: ignore[no-any-return]

    def design_effects(self) -> tuple[verdict_rows.DesignEffect, ...]:
        """As `store.design_effects`."""
        return self._ask(store.design_effects)  # type: ignore[no-any-return]

    def interruptions(self) -> tuple[verdict_rows.Interruption, ...]:
        """As `store.interruptions`."""
        return self._ask(store.interruptions)  # type: ignore[no-any-return]

    def detectable(self) -> tuple[verdict_rows.Detectable, ...]:
        """As `store.detectable`."""
        return self._ask(store.detectable)  # type: ignore[no-any-return]

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
