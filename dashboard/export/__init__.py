"""The same cards and figures on paper and in files; no Streamlit here."""
