"""What the specimen itself forbids: a pH that is not the urine's own."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from uroscope.tables import Booleans, Derived, Panel, filled

# Kidneys make pH 4.5 to 8.0; below 4.0 acid was added, above 8.0 bacteria grew (Mayo Clinic
# Laboratories cancels such specimens). That 4.0 divides is our convention.
ACID_PH = 4.0
ALKALINE_PH = 8.0

_ACID = r"(?:(?<!uric )acids?|acidified|acidification|hcl|hydrochloric|hno3|h2so4|boric|borate)\b"
_NEGATED = re.compile(
    r"\bacid[\s-]free|\b(?:no|not|non|without|free of)[\s-]+"
    rf"(?:(?:any|added|mineral|boric|hydrochloric)\s+)*{_ACID}"
)
_NAMED = re.compile(rf"\b{_ACID}")


def acid_bottle(panel: Panel) -> Booleans:
    """Tell where the collection bottle held acid or boric acid.

    Parameters
    ----------
    panel : Panel
        Its `urine_ph` [-] and the text of `preservative` are read.

    Returns
    -------
    array of bool, shape (n,)
        True where the pH is known to lie below 4.0 or the preservative names an acid. A pH that
        is only bounded (`<5.0`) proves nothing.

    Examples
    --------
    >>> rows = pd.DataFrame({"preservative": ["", "boric acid", "no HCl", ""]})
    >>> acid_bottle(Panel(rows, {"urine_ph": np.array([6.0, 6.0, 6.0, 1.5])})).tolist()
    [False, True, False, True]
    """
    low, high = panel.low("urine_ph"), panel.high("urine_ph")
    # `<4.0` is below 4 although its interval ends there.
    acid: Booleans = (high < ACID_PH) | ((high <= ACID_PH) & (low < high))
    if "preservative" in panel.rows:
        cells = panel.rows["preservative"].to_numpy(dtype=object)
        if filled(cells):
            codes, texts = pd.factorize(cells)
            named = np.array([_names_acid(str(text)) for text in texts] + [False], dtype=np.bool_)
            acid = acid | named[codes]
    return acid


def _names_acid(text: str) -> bool:
    return _NAMED.search(_NEGATED.sub(" ", text.casefold())) is not None


def too_alkaline(panel: Panel) -> Booleans:
    """Tell where the 24-hour pH is known to lie above 8.

    Parameters
    ----------
    panel : Panel
        Its `urine_ph` [-] is read.

    Returns
    -------
    array of bool, shape (n,)
        True where it is; a pH that is only bounded from above proves nothing.

    Examples
    --------
    >>> panel = Panel(pd.DataFrame(index=range(2)), {"urine_ph": np.array([8.0, 8.3])})
    >>> too_alkaline(panel).tolist()
    [False, True]
    """
    low, high = panel.low("urine_ph"), panel.high("urine_ph")
    return np.asarray((low > ALKALINE_PH) | ((low >= ALKALINE_PH) & (low < high)))


def trusted_ph(panel: Panel) -> Booleans:
    """Tell where the 24-hour pH is the urine's own: measured, no acid in the bottle, not above 8.

    Parameters
    ----------
    panel : Panel
        As in `acid_bottle` and `too_alkaline`.

    Returns
    -------
    array of bool, shape (n,)
        True where the pH can be interpreted.
    """
    return panel.measured("urine_ph") & ~acid_bottle(panel) & ~too_alkaline(panel)


def bottle(panel: Panel) -> Derived:
    """Return `acid_bottle` [-] as an index: 1 where acid is known to be in the bottle, else NaN.

    Parameters
    ----------
    panel : Panel
        As in `acid_bottle`.

    Returns
    -------
    Derived
        One index; what was put into a bottle is never known to be nothing.
    """
    return Derived({"acid_bottle": np.where(acid_bottle(panel), 1.0, np.nan)})
