"""What the figures bear: limits, comparisons, changes, trends and funnels, as frames in and frames out at build time.

The build owns the database; etl.statistics owns the formulas. A verdict is made here once and never anywhere else.
"""

from etl.measure.change import changes
from etl.measure.comparison import comparisons
from etl.measure.funnel import funnels
from etl.measure.interruption import detectables, interruptions
from etl.measure.limits import design_effects, with_limits
from etl.measure.models import registered_models
from etl.measure.trend import trends

__all__ = [
    "changes", "comparisons", "design_effects", "detectables", "funnels", "interruptions", "registered_models", "trends",
    "with_limits",
]  # fmt: skip
