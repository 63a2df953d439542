"""What the pages put together of verdicts: one funnel a kind of area, notes only of what is drawn, legends of what is seen."""

import re
from dataclasses import dataclass, field, replace

from told import AREA, BUILD, EVENT, INDICATOR, district, fact, year
from tried import change, comparison, effect, funnel, trend

from dashboard import figures, findings, spoken, words
from dashboard.rows import Build
from dashboard.verdict_rows import Change, Comparison, DesignEffect, Funnel, Trend

NORDOST = replace(AREA, area_id="stadsomrade:1", kind="stadsomrade", name="Nordost")


@dataclass(frozen=True)
class Made:
    """Answers as `memory.Picture` gives them, of rows made by hand."""

    build: Build = BUILD
    compared: tuple[Comparison, ...] = ()
    changed: tuple[Change, ...] = ()
    courses: tuple[Trend, ...] = ()
    areas: tuple[Funnel, ...] = ()
    effects: tuple[DesignEffect, ...] = field(default=(effect("kommun", 1.33), effect("land", 3.06, "assumed")))

    def comparisons(self) -> tuple[Comparison, ...]:
        return self.compared

    def changes(self) -> tuple[Change, ...]:
        return self.changed

    def trends(self) -> tuple[Trend, ...]:
        return self.courses

    def funnel(self, indicator_id: str) -> tuple[Funnel, ...]:
        return tuple(f for f in self.areas if f.indicator_id == indicator_id)

    def design_effects(self) -> tuple[DesignEffect, ...]:
        return self.effects


def ids(markup: str) -> list[str]:
    return re.findall(r'data-verdict="([^"]+)"', markup)


def test_an_area_with_nothing_sure_says_whether_anything_was_tried() -> None:
    tried = Made(compared=(comparison(verdict="none"),))
    refused = Made(compared=(comparison(verdict="refused", reason="no_interval", p=None),))
    assert words.text("summary.nothing") in spoken.summary(tried, NORDOST, "")  # type: ignore[arg-type]
    assert words.text("summary.untested") in spoken.summary(refused, NORDOST, "")  # type: ignore[arg-type]


def test_a_long_summary_folds_and_counts_the_rest() -> None:
    many = tuple(comparison(verdict_id=f"J{n}", indicator=f"Mått {n}") for n in range(11))
    told = spoken.summary(Made(compared=many), NORDOST, "indikator?indikator=")  # type: ignore[arg-type]
    assert ids(told) == [f"J{n}" for n in range(11)]
    assert told.index("J7") < told.index("<summary>och 3 till</summary>") < told.index("J8")


def test_a_series_is_told_by_trend_then_the_period_before_then_the_first() -> None:
    made = Made(courses=(trend(),), changed=(change(), change(span="first", verdict_id="F2"), change(group_id="kvinnor")))
    told = spoken.course(made, "ntu_brott", "stadsomrade:1")  # type: ignore[arg-type]
    assert ids(told) == ["T1A2B3C4D", "F1A2B3C4D", "F2"]
    assert words.text("sections.no_course") in spoken.course(made, "ntu_brott", "stadsomrade:9")  # type: ignore[arg-type]


def test_an_answer_tells_each_figure_with_what_became_of_it() -> None:
    made = Made(changed=(change(area_id="kommun:1480", area="Göteborg"),))
    first, second = spoken.city(made, [fact()])  # type: ignore[arg-type]
    assert str(first).startswith("Utsatta för brott i Göteborg: 24,6")
    assert isinstance(second, findings.Finding)
    assert spoken.city(made, []) == ["Inget känt värde för Göteborg."]  # type: ignore[arg-type]


def test_what_became_of_an_areas_figure_stands_before_the_countrys() -> None:
    nordost = district("1", period_start=change().to_start, period_end=change().to_end)
    sweden = fact(area_id="land:SE", area="Sverige", kind="land", value=20.1, lower=None, upper=None)
    told = spoken.indicator(Made(changed=(change(),)), [nordost, sweden], INDICATOR, NORDOST)  # type: ignore[arg-type]
    first, second, third = told
    assert str(first).startswith("Nordost: 24,6")
    assert isinstance(second, findings.Finding) and second.text == second.short
    assert " ".join(str(third).split()) == "Sverige: 20,1 %."
    assert spoken.indicator(Made(), [sweden], INDICATOR, NORDOST) == ["Inget känt värde för Nordost."]  # type: ignore[arg-type]


def test_every_kind_of_area_has_a_funnel_of_its_own() -> None:
    twelve = [funnel(n) for n in range(1, 13)]
    ten = [funnel(20 + n, kind="primaromrade", verdict="below" if n == 1 else "inside") for n in range(10)]
    told = spoken.funnel(Made(areas=(*twelve, *ten)), "ntu_brott")  # type: ignore[arg-type]
    assert told.count("<h2>") == 1
    assert told.count('class="lb-plot lb-funnel"') == 2
    all_twelve, all_ten = (" ".join(f.verdict_id for f in family) for family in (twelve, ten))
    assert ids(told) == [all_twelve, all_twelve, all_ten, "S00000021"]
    assert spoken.funnel(Made(areas=tuple(twelve[:9])), "ntu_brott") == ""  # type: ignore[arg-type]


def test_notes_are_only_of_what_is_drawn() -> None:
    crime = {"source": "brott", "unit": "antal", "lower": None, "upper": None}
    years = [year(n, value=float(n), **crime) for n in range(2020, 2025)]
    months = [fact(**crime, period_start=EVENT.starts, period_end=EVENT.starts.replace(day=31), status="preliminary")]
    drawn = figures.trend([*years, *months], ("kommun:1480",), (), (), BUILD)
    assert spoken.notes([*years, *months], drawn) == ""
    assert spoken.notes(years, None) == ""
    marked = figures.trend(years, ("kommun:1480",), (), (EVENT,), BUILD)
    assert words.text("notes.caution") in spoken.notes(years, marked)


def test_the_legend_tells_the_four_states_and_any_other_that_is_seen() -> None:
    plain = spoken.marks([None])
    assert all(word in plain for word in ("sämre", "bättre", "ingen säker skillnad", "jämförs inte"))
    alone = findings.told(comparison(verdict="none", p=0.03))
    assert "högre" in spoken.marks([findings.told(comparison(verdict="higher"))])
    assert "högre" not in plain
    assert words.text("marks.raw") in spoken.marks([alone])
    assert words.text("marks.raw") not in plain


def test_what_is_compared_with_is_named() -> None:
    assert spoken.comparator(BUILD, NORDOST, own=False) == "Jämfört med övriga Göteborg"
    assert spoken.comparator(BUILD, AREA, own=True) == "Jämfört med hela landet"
    assert spoken.between(BUILD, "Andel").startswith("Andel. Områden jämförs med övriga Göteborg")


def test_the_method_tells_its_design_effect_and_the_sources_page_all_of_them() -> None:
    told = spoken.method(Made(), INDICATOR, [fact(limits="wilson")])  # type: ignore[arg-type]
    assert "1,33 (kommun)" in told
    assert "Osäkerheten" not in spoken.method(Made(), INDICATOR, [fact()])  # type: ignore[arg-type]
    how = spoken.how(Made())  # type: ignore[arg-type]
    assert all(part in how for part in ("1,33", "3,06", "uppskattad", "antagen", "Benjamini–Hochbergs"))
    assert "Designeffekt" not in spoken.how(Made(effects=()))  # type: ignore[arg-type]
