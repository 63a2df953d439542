"""Who may import whom: read from the syntax tree, so that no door is opened unseen as the house grows."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from places import ROOT

HALVES = ("etl", "dashboard")


@dataclass(frozen=True)
class Door:
    """Files (by how their path begins), what they must never import, and the few files that may."""

    files: str
    never: tuple[str, ...]
    but: tuple[str, ...] = ()


DOORS = [
    Door("dashboard/", ("etl",)),
    Door("etl/", ("dashboard", "streamlit", "plotly")),
    Door(r"etl/sources/\w+/", ("duckdb", "etl.warehouse", "etl.build", "etl.__main__", "etl.catalogue")),
    Door("dashboard/views/", ("duckdb", "pandas", "plotly", "dashboard.store", "dashboard.words")),
    Door("dashboard/export/", ("streamlit",)),
    Door("", ("duckdb",), ("etl/warehouse.py", "dashboard/store.py")),
    Door("", ("geopandas",), ("etl/geography.py", "dashboard/maps.py")),
    Door("(?!etl/sources/)", ("etl.sources",)),
    Door("", ("pickle", "shelve", "marshal")),
]


def imported(source: str, module: str) -> set[str]:
    """Every module that a text of Python imports anywhere in it; `module` is its own dotted name."""
    return {name for node in ast.walk(ast.parse(source)) for name in _names(node, module)}


def _names(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = module.split(".")[: -node.level] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and _called(node.func) in ("import_module", "__import__"):
        yield from (a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def opened(names: Iterable[str], never: Iterable[str]) -> set[str]:
    """Which forbidden modules are among the imported, themselves or something inside them."""
    return {bad for bad in never for name in names if name == bad or name.startswith(bad + ".")}


def dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def house() -> dict[str, str]:
    """Path and text of every module of both halves."""
    files = (f for half in HALVES for f in sorted((ROOT / half).rglob("*.py")))
    return {str(f.relative_to(ROOT)): f.read_text(encoding="utf-8") for f in files}


def through(door: Door, files: dict[str, str]) -> list[str]:
    """What goes through a door that should be shut."""
    return [
        f"{path} importerar {bad}"
        for path, text in files.items()
        if re.match(door.files, path) and path not in door.but
        for bad in sorted(opened(imported(text, dotted(path)), door.never))
    ]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.files or 'allt'} {door.never[0]}")
def test_every_door_is_shut(door: Door) -> None:
    assert through(door, house()) == []


def test_a_drawer_opens_no_other_drawer() -> None:
    opened_drawers = [
        f"{path} importerar {name}"
        for path, text in house().items()
        if path.startswith("etl/sources/")
        for name in sorted(imported(text, dotted(path)))
        if name.startswith("etl.sources.") and name.split(".")[2] != path.split("/")[2]
    ]
    assert opened_drawers == []


def test_paper_never_needs_streamlit_not_even_through_another_module() -> None:
    files = house()
    graph = {dotted(path).removesuffix(".__init__"): imported(text, dotted(path)) for path, text in files.items()}
    seen = {name for name in graph if name.startswith("dashboard.export")}
    waiting = list(seen)
    while waiting:
        reached = graph[waiting.pop()]
        assert not opened(reached, ["streamlit"]), seen
        new = (reached & set(graph)) - seen
        seen |= new
        waiting += new


def test_the_doors_are_looked_for_in_a_whole_house() -> None:
    files = house()
    assert {"etl/warehouse.py", "dashboard/store.py", "etl/sources/ntu/reader.py"} <= set(files)
    for door in DOORS:
        assert any(re.match(door.files, path) for path in files), door
        assert set(door.but) <= set(files)


BREAKING = [
    ("dashboard/cards.py", "import etl.model", "etl"),
    ("dashboard/views/area.py", "from etl import model", "etl"),
    ("dashboard/export/pdf.py", "def f():\n    import streamlit as st", "streamlit"),
    ("dashboard/views/area.py", "from dashboard import store", "dashboard.store"),
    ("dashboard/views/area.py", "from .. import words", "dashboard.words"),
    ("dashboard/views/area.py", "from plotly import graph_objects", "plotly"),
    ("etl/statistics.py", "import plotly.express as px", "plotly"),
    ("etl/build.py", "from duckdb import connect", "duckdb"),
    ("etl/sources/ntu/reader.py", "from etl import warehouse", "etl.warehouse"),
    ("etl/sources/ntu/reader.py", "if True:\n    import duckdb", "duckdb"),
    ("etl/sources/ntu/reader.py", "from ...build import build", "etl.build"),
    ("etl/municipality.py", "import importlib\nimportlib.import_module('geopandas')", "geopandas"),
    ("etl/municipality.py", "from etl.sources.ntu import reader", "etl.sources"),
    ("dashboard/store.py", "import pickle", "pickle"),
]


@pytest.mark.parametrize(("path", "source", "bad"), BREAKING)
def test_a_snippet_that_breaks_in_is_caught(path: str, source: str, bad: str) -> None:
    caught = [line for door in DOORS for line in through(door, {path: source})]
    assert f"{path} importerar {bad}" in caught


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("etl/warehouse.py", "import duckdb"),
        ("dashboard/store.py", "import duckdb"),
        ("etl/geography.py", "import geopandas"),
        ("dashboard/views/area.py", "from dashboard import cards\nimport etlish"),
        ("etl/sources/ntu/reader.py", "import pandas\nfrom etl.tables import workbook"),
        ("dashboard/export/pdf.py", "from dashboard import store, words"),
    ],
)
def test_an_open_door_may_be_used(path: str, source: str) -> None:
    assert [line for door in DOORS for line in through(door, {path: source})] == []
