"""One drawer per source; each holds all that is known about it."""
