"""Broken deliveries by the thousand, each made again from its drawer and its seed, through the check that people run."""
