"""The funnel on screen: every area a dot, limits around the family's figure, names only where chance does not reach."""

import re

from told import BUILD
from tried import funnel

from dashboard import funnels

TWELVE = [funnel(n) for n in range(1, 12)] + [funnel(12, verdict="above", value=18.0, area="Påhittsvik")]


def test_fewer_than_ten_areas_give_no_funnel() -> None:
    assert funnels.funnel_plot(TWELVE[:9], BUILD) is None
    assert funnels.funnel_plot([], BUILD) is None
    assert funnels.funnel_plot(TWELVE[:10], BUILD) is not None


def test_every_area_is_a_dot_and_only_those_outside_are_named_and_shaped_otherwise() -> None:
    plot = funnels.funnel_plot(TWELVE, BUILD)
    assert plot is not None
    drawn = funnels.funnel_svg(plot)
    assert drawn.count('class="lb-inside"') == 11
    assert drawn.count('class="lb-outside"') == 1
    watched = funnels.funnel_plot([*TWELVE, funnel(13, verdict="watch_below", value=6.0)], BUILD)
    assert watched is not None
    assert funnels.funnel_svg(watched).count('class="lb-watched"') == 1
    assert re.findall(r'class="lb-name"[^>]*>([^<]*)<', drawn) == ["Påhittsvik"]
    assert drawn.count("<title>") == 12


def test_the_row_order_changes_nothing_and_areas_stand_by_size() -> None:
    plot = funnels.funnel_plot(TWELVE[::-1], BUILD)
    assert plot is not None
    assert [d.base for d in plot.dots] == sorted(f.base for f in TWELVE)
    assert plot == funnels.funnel_plot(TWELVE, BUILD)


def test_limits_are_two_curves_each_and_a_limit_that_is_not_known_is_not_drawn() -> None:
    plot = funnels.funnel_plot(TWELVE, BUILD)
    assert plot is not None
    assert funnels.funnel_svg(plot).count("<polyline") == 4
    bare = funnels.funnel_plot([funnel(n, lower998=None) for n in range(1, 11)], BUILD)
    assert bare is not None
    lines = re.findall(r'class="lb-outer" points="([^"]*)"', funnels.funnel_svg(bare))
    assert sorted(map(bool, lines)) == [False, True]


def test_those_who_hear_the_page_are_told_every_area_and_where_it_lies() -> None:
    plot = funnels.funnel_plot(TWELVE, BUILD)
    assert plot is not None
    assert plot.alt.count("inom gränserna") == 11
    assert "Påhittsvik 18,0, avviker uppåt" in plot.alt
    carried = re.findall(r'data-verdict="([^"]*)"', funnels.funnel_svg(plot))
    assert carried == [" ".join(f.verdict_id for f in TWELVE)]


def test_areas_of_one_size_and_a_name_that_is_markup_do_no_harm() -> None:
    same = [funnel(4, area=f"<b>{n}", verdict="below", value=1.0) for n in range(10)]
    plot = funnels.funnel_plot(same, BUILD)
    assert plot is not None
    drawn = funnels.funnel_svg(plot)
    assert "<b>" not in drawn
    assert "nan" not in drawn
