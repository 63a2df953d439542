"""The writing half: deliveries in, one published DuckDB file out."""
