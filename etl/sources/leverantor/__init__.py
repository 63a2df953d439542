"""Checks of the city's suppliers: campaigns on site, and what förvaltningar and companies answer about their own checks."""
