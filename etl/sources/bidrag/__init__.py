"""The city's yearly table of how its förvaltningar handle grants to associations and culture."""
