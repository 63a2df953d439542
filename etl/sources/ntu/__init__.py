"""Brå's survey Nationella trygghetsundersökningen, results per municipality."""
