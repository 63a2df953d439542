"""Population per area and year: the denominators."""
