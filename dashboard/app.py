"""The page list and page configuration, nothing else."""

import logging

import streamlit as st

from dashboard import widgets
from dashboard.views import area, export, flags, grants, gvi, indicator, overview, planner, sources, suppliers

PAGES = (
    (overview.show, "oversikt"),
    (area.show, "omrade"),
    (indicator.show, "indikator"),
    (grants.show, "bidrag"),
    (suppliers.show, "leverantorer"),
    (flags.show, "flaggor"),
    (planner.show, "plan"),
    (gvi.show, "gvi"),
    (sources.show, "kallor"),
    (export.show, "exportera"),
)


def run() -> None:
    """Shows the page that the address asks for; a fault becomes a sentence to the reader and a line in the log."""
    pages = [
        st.Page(show, title=widgets.title(f"pages.{key}"), url_path="" if n == 0 else key, default=n == 0)
        for n, (show, key) in enumerate(PAGES)
    ]
    chosen = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{chosen.title} – Lägesbild", layout="wide")
    widgets.arrive(chosen.url_path)
    try:
        chosen.run()
    except Exception:
        logging.getLogger("lagesbild").exception("En sida kunde inte visas")
        widgets.say(widgets.notice("errors.page"))
