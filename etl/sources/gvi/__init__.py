"""The city's group violence intervention (GVI): events, counts, sanctions and accounts, as aggregates only."""
