"""A snapshot of an area or the city, as PDF and Excel."""

from functools import partial

from dashboard import widgets
from dashboard.export import snapshot


def show() -> None:
    """One area, one file, with build, sources and date."""
    picture = widgets.choose_picture()
    area = widgets.choose_area(picture)
    widgets.say(widgets.top("exportera", area.name, picture, widgets.title("sections.export_text")))
    for form in ("pdf", "xlsx"):
        widgets.offer(form, partial(snapshot.make, picture.path, area.area_id, form), snapshot.name(picture.build, area, form))
