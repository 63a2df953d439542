"""Crimes reported to the police, from Brå's database SOL."""
