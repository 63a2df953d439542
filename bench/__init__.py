"""Times and memory, measured against the promises in the README; run with `python -m bench`."""
