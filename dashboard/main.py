"""What Streamlit runs for every page view."""

from dashboard.app import run

run()
