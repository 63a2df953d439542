"""The pages read cells of the protected cube and work out no new one: no figure is added, subtracted, averaged or divided.

A sum over shown parts, or a whole less a shown part, could tell a hidden one (stats/SPEC.md 4.5). What may be done with a
figure is to draw it on a scale; the places that do are named here.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = {"value", "numerator", "base", "lower", "upper"}
ADDING = {"sum", "fsum", "mean", "fmean", "median", "accumulate", "cumsum", "diff", "rolling", "groupby", "reduce"}
ON_A_SCALE = {"dashboard/export/draw_funnel.py _areas"}  # which half of the axis a dot lies in
ADDED_UP = re.compile(r"\b(sum|avg|median|stddev|var_pop|quantile)\s*\(", re.IGNORECASE)


def reads_figure(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in FIGURES for part in ast.walk(node))


def adds(call: ast.Call) -> bool:
    return ast.unparse(call.func).rpartition(".")[2] in ADDING


def counts_only(call: ast.Call) -> bool:
    """`sum(x is not None for ...)` counts figures; it adds none."""
    made = call.args[0] if call.args else None
    return isinstance(made, ast.GeneratorExp | ast.ListComp) and (
        isinstance(made.elt, ast.Compare | ast.Constant)
        or (isinstance(made.elt, ast.Call) and ast.unparse(made.elt.func) == "bool")
    )


def worked_out(source: str) -> Iterator[tuple[str, str]]:
    """Every place that makes a number of figures: the function and the text."""
    for function in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.Lambda)):
        name = getattr(function, "name", "lambda")
        for node in ast.walk(function):
            if isinstance(node, ast.BinOp) and (direct(node.left) or direct(node.right)):
                yield name, ast.unparse(node)
            if isinstance(node, ast.Call) and adds(node) and reads_figure(node) and not counts_only(node):
                yield name, ast.unparse(node)


def direct(node: ast.AST) -> bool:
    """Whether an operand is a figure itself, or a figure or nothing."""
    options = node.values if isinstance(node, ast.BoolOp) else [node]
    return any(isinstance(one, ast.Attribute) and one.attr in FIGURES for one in options)


def test_no_page_makes_a_new_figure_of_published_ones() -> None:
    found = {
        f"{file.relative_to(ROOT)} {name}": text
        for file in sorted((ROOT / "dashboard").rglob("*.py"))
        for name, text in worked_out(file.read_text(encoding="utf-8"))
    }
    assert set(found) == ON_A_SCALE, found


def test_no_question_to_the_file_adds_figures_up() -> None:
    for path in ("dashboard/store.py", "etl/views.sql"):
        assert ADDED_UP.findall((ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "sum(f.value for f in facts)", "whole.value - part.value", "(f.value or 0.0) + 1", "fmean([f.base for f in facts])",
        "f.numerator / f.base", "pd.Series([f.value for f in facts]).cumsum()",
    ],
)  # fmt: skip
def test_what_would_tell_a_hidden_part_is_noticed(text: str) -> None:
    assert list(worked_out(f"def f(facts):\n    return {text}"))


def test_counting_what_is_known_is_not_adding_up() -> None:
    assert list(worked_out("def f(facts):\n    return sum(f.value is not None for f in facts)")) == []
