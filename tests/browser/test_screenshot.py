"""Makes the picture in the README anew, when asked to."""

import pytest
from browsing import Site, Window, is_asked_for, visit
from places import ROOT

pytestmark = pytest.mark.browser

PICTURE = ROOT / "tests/golden/oversikt.png"
SWITCH = "LAGESBILD_SCREENSHOT"


@pytest.mark.skipif(not is_asked_for(SWITCH), reason=f"README:s bild görs om med {SWITCH}=1")
def test_the_picture_of_the_readme(windows: Window, site: Site) -> None:
    page = windows()
    visit(page, site.at())
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURE)
    assert PICTURE.stat().st_size > 20_000


def test_the_readme_shows_the_picture() -> None:
    assert "tests/golden/oversikt.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
