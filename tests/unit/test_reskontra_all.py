"""Whatever a ledger is made of: nothing is lost or counted twice, nobody is shown, and it ends in frames or a refusal."""

import contextlib
import tempfile
from pathlib import Path

import polars as pl
from booked import COMPANY, HEADER, PERSON, in_blocks, kronor, read_anew, row, text, told, turned_away
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.model import Refused
from etl.sources.leverantor.reskontra_prov import ore

GOOD_ROWS = st.builds(
    lambda kr, name: row(belopp=kr, leverantor=name),
    st.integers(-(10**9), 10**9).map(lambda n: f"{n // 100 if n >= 0 else -(-n // 100)},{abs(n) % 100:02d}"),
    st.sampled_from(["Bygg AB", '"Bygg; AB"', '"Bygg ""Ett"" AB"', "Kök 5\" AB", '"två\nrader"', "ÅÄÖ", "*"]),
)  # fmt: skip
BAD_ROWS = st.sampled_from(
    [row(belopp="x"), row(datum="2024-13-01"), row(verifikationsnummer=""), row() + ";x", "bara text", row(konto_text=PERSON),
     row(leverantor="", leverantor_id=""), row(konto_text="a\0b"), row(konto_text='"aldrig slut')]
)  # fmt: skip
LINES = st.lists(st.tuples(st.booleans(), GOOD_ROWS, BAD_ROWS), min_size=1, max_size=40)


def expected(rows: list[tuple[bool, str, str]]) -> tuple[list[int], int]:
    """The lines of the bad rows and the sum of the good ones, in öre."""
    line, away, total = 2, [], 0
    for is_good, good, bad in rows:
        if is_good:
            kronor_text = next(c for c in good.replace('"Bygg; AB"', "").split(";") if "," in c)
            total += int(kronor_text.replace(",", ""))
        else:
            away.append(line)
        line += 1 + (good if is_good else bad).count("\n")
    return away, total


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_read_is_loaded_and_turned_away_and_every_ore_is_there(
    rows: list[tuple[bool, str, str]], end: str, encoding: str
) -> None:
    away, total = expected(rows)
    content = text(*(good if is_good else bad for is_good, good, bad in rows), end=end).encode(encoding)
    try:
        frames = read_anew(content)
    except Refused:
        assert len(away) * 2 > len(rows)
        return
    assert [line for line, _ in turned_away(frames)] == away
    assert frames["intake"].row(0)[1:] == (len(rows), len(rows) - len(away), len(away))
    assert frames["stg_leverantor_inkop"]["rows"].sum() == len(rows) - len(away)
    assert frames["stg_leverantor_inkop"]["ore"].sum() == total
    assert PERSON not in told(frames.values())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 5), st.sampled_from(["\n", "\r\n"]))
def test_any_bytes_among_good_rows_end_in_frames_that_add_up_or_a_refusal(junk: bytes, place: int, end: str) -> None:
    lines = [line.encode() for line in text(*[row()] * 6, end=end).split(end)]
    content = end.encode().join([*lines[: place + 1], junk, *lines[place + 1 :]])
    with contextlib.suppress(Refused):
        frames = read_anew(content)
        _, read, loaded, rejected = frames["intake"].row(0)
        assert read == loaded + rejected
        assert (loaded, rejected) == (frames["stg_leverantor_inkop"]["rows"].sum(), frames["quarantine"].height)
        assert loaded >= 6


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_the_whole_file(junk: bytes) -> None:
    for content in (junk, ";".join(HEADER).encode() + b"\n" + junk):
        with contextlib.suppress(Refused):
            assert read_anew(content)["intake"].height == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([row(), row(belopp="x"), row(leverantor='"a\nb"')]), min_size=1, max_size=60),
    st.integers(600, 5_000),
)
def test_the_size_of_the_blocks_makes_no_difference(rows: list[str], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = text(*rows).encode()
        assert in_blocks(Path(folder), content, size) == in_blocks(Path(folder), content, 1 << 24)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_ore_are_exact(amount: int) -> None:
    written = f"{'-' if amount < 0 else ''}{abs(amount) // 100},{abs(amount) % 100:02d}"
    grouped = f"{abs(amount) // 100:,}".replace(",", " ") + f",{abs(amount) % 100:02d}"
    assert ore(pl.Series([written, ("-" if amount < 0 else "") + grouped])).to_list() == [amount, amount]


def test_an_example_by_hand() -> None:
    frames = read_anew(text(row(belopp="10"), row(belopp="-2,50"), row(leverantor_id=COMPANY.replace("-", ""))))
    assert kronor(frames) == 1008
    assert frames["stg_leverantor_inkop"].select("rows", "credits", "credit_ore", "first_line", "last_line").rows() == [
        (3, 1, -250, 2, 4)
    ]
