"""Which of the registers' figures the public may have (stats/SPEC.md 4.3-4.5, class K2).

The drawers say who is behind each figure (`contributors` in indicators.toml), the warehouse sums that up to editions, and here
it is decided; then the warehouse opens what is left. Inside the house a register's figures are shown as they are.
"""

from etl.guard.chain import guarded
from etl.guard.edition import Edition, edition, unsupported
from etl.guard.told import opened, protection

__all__ = ["Edition", "edition", "guarded", "opened", "protection", "unsupported"]
