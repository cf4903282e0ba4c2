"""One comparison for everything that has limits: values, intervals, indices."""

from __future__ import annotations

import numpy as np

from uroscope.tables import HIGH, LOW, NORMAL, UNKNOWN, Codes, Floats


def judge(lower: Floats, upper: Floats, low: Floats, high: Floats) -> Codes:
    """Return flags of intervals against limits; a point is an interval of no width.

    Parameters
    ----------
    lower, upper : array of float, shape (n,)
        Ends of what is known of each value [unit of the analyte].
    low, high : array of float, shape (n,)
        Limits [same unit]; NaN where there is none on that side.

    Returns
    -------
    array of int8, shape (n,)
        LOW, NORMAL, HIGH, or UNKNOWN where there is no value, no limit, or an interval across one.

    Examples
    --------
    >>> bounds = np.array([320.0]), np.array([np.nan])
    >>> bool(judge(np.array([0.0]), np.array([50.0]), *bounds)[0] == LOW)
    True
    """
    no_low, no_high = np.isnan(low), np.isnan(high)
    # Known not low: the whole interval is at or above the limit, or there is no low limit.
    not_low = no_low | (lower >= low)
    not_high = no_high | (upper <= high)
    some = ~(no_low & no_high) & ~np.isnan(lower)
    flag = np.where(some & not_low & not_high, np.int8(NORMAL), np.int8(UNKNOWN))
    np.copyto(flag, LOW, where=upper < low)
    np.copyto(flag, HIGH, where=lower > high)
    return flag
