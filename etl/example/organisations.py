"""Organisation numbers that pass every test of form and were given to nobody, as far as anyone knows.

Companies begin 589, associations 899 and the municipality 289, then a running number and the check digit. Companies
have so far been registered under 556 and 559; what begins as here is counted up from one. The third digit, 9, says
that it is an organisation, so that no number can be read as a person's.
"""

import numpy as np
from numpy.typing import NDArray

_WEIGHTS = np.array([2, 1, 2, 1, 2, 1, 2, 1, 2])
COMPANY, ASSOCIATION, MUNICIPALITY = 589, 899, 289


def numbers(series: int, count: int) -> list[str]:
    """The first `count` numbers of a series, ten digits each. Raises ValueError for more than a million."""
    if count > 1_000_000:
        raise ValueError(f"{count} nummer; serien {series} rymmer en miljon")
    nine = series * 1_000_000 + np.arange(count)
    return [f"{n:09d}{c}" for n, c in zip(nine.tolist(), _check_digits(nine).tolist(), strict=True)]


def _check_digits(nine: NDArray[np.int64]) -> NDArray[np.int64]:
    """Luhn over nine digits, for all numbers at once."""
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    doubled = digits * _WEIGHTS
    found: NDArray[np.int64] = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    return found
