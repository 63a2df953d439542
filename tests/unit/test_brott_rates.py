"""What is made from reported crimes: rates, the share without a place, conflicts and breaks."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from places import DATA, GOTEBORG, found_municipality
from reported import CITY, HEADER, TABLE, built, drawer, of, only, people, release

from etl.delivery import read_release
from etl.measure import design_effects, with_limits
from etl.municipality import Municipality, read_municipality


def delivered() -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[object, ...]]]:
    """The project's own two deliveries, built."""
    return built(*(read_release(DATA / "raw/1480" / source / "2026-10-10", "1480") for source in ("befolkning", "brott")))


def test_goteborg_2025_reported_crimes_per_thousand() -> None:
    rates = of(delivered()[0], "brott_alla_brott_per_1000")
    assert len(rates) == 15
    row = rates[rates["period_end"] == "2025-12-31"].loc["kommun:1480"]
    assert (row["numerator"], row["base"]) == (84_816, 613_278)
    assert round(row["value"], 1) == 138.3
    assert row["file"].split(" och ") == [
        "anmalda-brott-stadsomraden-2023-2025-avskrift.csv",
        "folkmangd-goteborg-1996-2025-avskrift.csv",
    ]
    assert row["cell"] == "rad 12, kolumn count och rad 31, kolumn population"
    asked = rates.reset_index().assign(source="brott", kind="", interval_method="")
    limits = with_limits(asked, design_effects(asked)).set_index(["area_id", "period_end"])
    city = limits.xs("kommun:1480").loc["2025-12-31"]
    assert (round(city["lower"], 1), round(city["upper"], 1)) == (137.4, 139.2)
    assert (limits["lower"] < limits["value"]).all()
    assert (limits["value"] < limits["upper"]).all()


def test_every_crime_of_the_delivery_has_a_count_and_a_rate() -> None:
    counted = Counter(delivered()[0]["indicator_id"])
    keys = ("alla_brott", "misshandel", "bilstold", "bostadsinbrott_villa", "bostadsinbrott_lagenhet", "stold_ur_fordon")
    assert [counted[f"brott_{k}_{m}"] for k in keys for m in ("antal", "per_1000")] == [15] * 12


def test_the_share_without_a_place_is_what_the_districts_do_not_have() -> None:
    share = of(delivered()[0], "brott_utan_plats_andel")
    assert share["value"].round(1).tolist() == [8.4, 7.8, 5.2]
    assert share["numerator"].tolist() == [7647, 6937, 4439]
    assert share["base"].tolist() == [90_659, 88_766, 84_816]


def test_only_these_rates_are_on_the_first_page() -> None:
    shown = {i.indicator_id for i in drawer("brott").indicators if i.headline}
    assert shown == {"brott_alla_brott_per_1000", "brott_misshandel_per_1000"}


def test_no_population_no_rate(tmp_path: Path) -> None:
    crimes = release(
        tmp_path, TABLE.encode() + b"2024,Centrum,misshandel,5\n2025,Centrum,misshandel,5\n2025,Nordost,misshandel,5\n"
    )
    rows, _, _ = built(
        crimes, people(tmp_path, "2025,stadsomrade,Centrum,1000", "2025,stadsomrade,Nordost,..", "2025,kommun,Göteborg,9")
    )
    rates = of(rows, "brott_misshandel_per_1000")
    assert rates[["value", "base"]].to_numpy().tolist() == [[5.0, 1000.0]]
    assert rates.index.tolist() == ["stadsomrade:2"]


def test_an_unknown_count_gives_no_rate_and_a_preliminary_one_stays_preliminary(tmp_path: Path) -> None:
    known_line = "Göteborg kommun;Misshandel inkl. grov (5, 6 §);2025 prel.;2025;8;..;\n"
    unknown_line = "Göteborg kommun;Totalt antal brott;2025;2025;..;..;\n"
    rows, _, _ = built(release(tmp_path, HEADER + known_line + unknown_line), people(tmp_path, "2025,kommun,Göteborg,1000"))
    known = only(of(rows, "brott_misshandel_per_1000"))
    assert (known["value"], known["status"]) == (8.0, "preliminary")
    unknown = only(of(rows, "brott_alla_brott_per_1000"))
    assert unknown["status"] == "missing"
    assert unknown[["value", "numerator"]].isna().all()


def test_months_are_counted_and_never_divided(tmp_path: Path) -> None:
    crimes = release(tmp_path, HEADER + "Göteborg kommun;Totalt antal brott;2025;Dec;8;1;\n")
    rows, _, _ = built(crimes, people(tmp_path, "2025,kommun,Göteborg,1000"))
    assert of(rows, "brott_alla_brott_antal")["value"].tolist() == [8]
    assert of(rows, "brott_alla_brott_per_1000").empty


def test_the_newest_population_is_the_base(tmp_path: Path) -> None:
    old = people(tmp_path, "2025,kommun,Göteborg,1000", name="forsta", published="2026-02-01")
    new = people(tmp_path, "2025,kommun,Göteborg,2000", name="andra", published="2026-03-01")
    rows, _, _ = built(new, old, release(tmp_path, TABLE.encode() + "2025,Göteborg,alla_brott,8\n".encode()))
    assert of(rows, "brott_alla_brott_per_1000")["base"].tolist() == [2000]


DISTRICTS = ("Nordost", "Centrum", "Sydväst", "Hisingen")


def shares(
    tmp_path: Path, year: int, whole: object, parts: dict[str, object], city: Municipality = CITY
) -> tuple[list[float], pd.DataFrame]:
    lines = [f"{year},Göteborg,alla_brott,{whole}", *(f"{year},{name},alla_brott,{n}" for name, n in parts.items())]
    rows, conflicts, _ = built(release(tmp_path, TABLE.encode() + "\n".join(lines).encode()), city=city)
    return of(rows, "brott_utan_plats_andel")["value"].tolist(), conflicts


@pytest.mark.parametrize(
    ("year", "whole", "parts", "expected"),
    [
        (2025, 100, dict.fromkeys(DISTRICTS, 20), [20.0]),
        (2025, 80, dict.fromkeys(DISTRICTS, 20), [0.0]),
        (2025, 100, dict.fromkeys(DISTRICTS[:3], 20), []),
        (2025, 100, dict.fromkeys(DISTRICTS[:3], 20) | {"Hisingen": ".."}, []),
        (2025, "..", dict.fromkeys(DISTRICTS, 20), []),
        (2025, 0, dict.fromkeys(DISTRICTS, 0), []),
        (2020, 100, dict.fromkeys(DISTRICTS, 20), []),  # the ten boards were in force, not these four
    ],
)
def test_the_share_needs_every_district_in_force(
    tmp_path: Path, year: int, whole: object, parts: dict[str, object], expected: list[float]
) -> None:
    share, conflicts = shares(tmp_path, year, whole, parts)
    assert share == expected
    assert conflicts.empty


def test_the_ten_boards_give_the_share_of_their_years(tmp_path: Path) -> None:
    boards = [a.name for a in CITY.areas if a.kind == "stadsdelsnamnd"]
    assert shares(tmp_path, 2015, 200, dict.fromkeys(boards, 19))[0] == [5.0]


def test_districts_that_make_more_than_the_whole_are_told_and_not_computed(tmp_path: Path) -> None:
    share, conflicts = shares(tmp_path, 2025, 79, dict.fromkeys(DISTRICTS, 20))
    assert share == []
    row = only(conflicts)
    assert (row["kind"], row["first_value"], row["second_value"]) == ("part_total", 79, 80)


def test_a_city_without_parents_in_areas_csv_gets_rates_and_no_share(tmp_path: Path) -> None:
    least = read_municipality(found_municipality(tmp_path, "1480", "Göteborg", GOTEBORG))
    assert shares(tmp_path, 2025, 100, dict.fromkeys(DISTRICTS, 20), least)[0] == []


def test_the_printed_rate_stands_beside_ours_and_a_difference_is_told_for_the_newest_year(tmp_path: Path) -> None:
    lines = [
        f"Göteborg kommun;Totalt antal brott;{y};{y};{n};{rate};"
        for y, n, rate in ((2023, 90, 9999), (2024, 88, 8800), (2025, 84, 8500))
    ]
    folk = people(tmp_path, *(f"{y},kommun,Göteborg,1000" for y in (2023, 2024, 2025)))
    rows, conflicts, _ = built(release(tmp_path, HEADER + "\n".join(lines) + "\n"), folk)
    assert of(rows, "brott_alla_brott_antal")["printed"].tolist() == [f"{r} per 100 000 invånare" for r in (9999, 8800, 8500)]
    assert of(rows, "brott_alla_brott_per_1000")["value"].tolist() == [90.0, 88.0, 84.0]
    row = only(conflicts)
    assert (row["kind"], row["first_value"], row["second_value"]) == ("printed_computed", 8500, 8400)
    assert "8500 per 100 000" in row["first_text"]
    assert "8 400,0 per 100 000" in row["second_text"]


def test_a_printed_rate_that_agrees_is_no_conflict(tmp_path: Path) -> None:
    crimes = release(tmp_path, HEADER + "Göteborg kommun;Totalt antal brott;2025;2025;84816;13830;\n")
    assert built(crimes, people(tmp_path, "2025,kommun,Göteborg,613278"))[1].empty


def test_the_breaks_follow_the_citys_own_divisions(tmp_path: Path) -> None:
    _, _, breaks = delivered()
    assert [(b[0], b[1]) for b in breaks] == [
        (dt.date(2015, 1, 1), "kommuner och deras delar"),
        (dt.date(2021, 1, 1), "delar av Göteborg"),
    ]
    assert breaks[1][2].startswith("10 områden upphörde och 4 nya")


def test_a_city_whose_districts_have_no_dates_has_no_such_break(tmp_path: Path) -> None:
    least = read_municipality(found_municipality(tmp_path, "1480", "Göteborg", GOTEBORG))
    crimes = release(tmp_path, TABLE.encode() + "2025,Göteborg,alla_brott,8\n".encode())
    assert [b[0].year for b in built(crimes, city=least)[2]] == [2015]
