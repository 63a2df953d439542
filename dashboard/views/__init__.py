"""One short module per page: choose, ask, show."""
