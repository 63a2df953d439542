"""What the city's reports claim in running text about things that other drawers load as figures."""
