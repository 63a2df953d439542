"""The reading half: one published file in, pages and paper out."""
