"""The measures of the model codebases, held: small functions, short files, a docstring that promises something."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT

FILES = [f for half in ("etl", "dashboard") for f in sorted((ROOT / half).rglob("*.py"))]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function and method, its docstring not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            first = node.body[0]
            spoken = ast.get_docstring(node) is not None
            docstring = (first.end_lineno or 0) - first.lineno + 1 if spoken else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def silent(source: str) -> list[str]:
    """Public functions, methods and classes without a docstring, and the module itself."""
    tree = ast.parse(source)
    found = [] if ast.get_docstring(tree) else ["modulen"]
    return found + [node.name for node in _public(tree) if not ast.get_docstring(node)]


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def echoes(source: str) -> list[str]:
    """Functions whose docstring only repeats their name."""
    tree = ast.parse(source)
    return [n.name for n in ast.walk(tree) if isinstance(n, Function) and _words(ast.get_docstring(n)) == _words(n.name)]


def _words(text: str | None) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[a-z]+", (text or "").lower())} - {"the", "a", "an", "of"}


@pytest.fixture(scope="module")
def lengths() -> dict[str, int]:
    return {f"{name(f)}:{fn}:{n}": size for f in FILES for n, (fn, size) in enumerate(functions(f.read_text(encoding="utf-8")))}


def test_half_of_all_functions_are_eight_lines_or_less(lengths: dict[str, int]) -> None:
    assert statistics.median(lengths.values()) <= 8


def test_nineteen_functions_of_twenty_are_thirty_lines_or_less(lengths: dict[str, int]) -> None:
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 30


def test_no_function_is_over_fifty_lines(lengths: dict[str, int]) -> None:
    assert {fn: size for fn, size in lengths.items() if size > 50} == {}


def test_no_file_is_over_three_hundred_lines() -> None:
    files = [*FILES, *(ROOT / "etl").rglob("*.sql"), *(ROOT / "tests").rglob("*.py")]
    sizes = {name(f): len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    assert {file: size for file, size in sizes.items() if size > 300} == {}


def test_no_view_is_over_sixty_lines() -> None:
    sizes = {name(f): len(f.read_text(encoding="utf-8").splitlines()) for f in FILES if f.parent.name == "views"}
    assert len(sizes) > 1
    assert {file: size for file, size in sizes.items() if size > 60} == {}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_module_and_public_function_says_why_or_what_is_promised(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert silent(source) == []
    assert echoes(source) == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_guard_is_an_assert_and_nothing_is_left_to_do(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    guards = [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    left = [n for n, line in enumerate(source.splitlines(), 1) if re.search(r"#.*\b(TODO|FIXME|XXX)\b", line)]
    assert (guards, left) == ([], [])


def test_the_rulers_measure() -> None:
    source = 'def f():\n    """Doc.\n\n    More.\n    """\n    x = 1\n    return x\n\n\nasync def g(): ...\n'
    assert dict(functions(source)) == {"f": 3, "g": 1}
    assert silent(source) == ["modulen", "g"]
    assert silent('"""M."""\nclass A:\n    """A."""\n    def b(self): ...\n    def _c(self): ...\n') == ["b"]
    assert echoes('def read_rows():\n    """Reads the rows."""\ndef f():\n    """Why."""') == ["read_rows"]
