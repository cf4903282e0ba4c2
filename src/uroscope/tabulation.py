"""The whole interpretation as one function from a wide table to a result table.

It looks at one row at a time: order, chunks and company of the rows change no bit of the result,
so it runs in parts over a file, over processes, and in the engines of a cluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from uroscope.derive.saturation.kernel import check_kernel
from uroscope.errors import UsageError
from uroscope.knowledge import Profile, load
from uroscope.normalize import normalize
from uroscope.pipeline import follow_table, table_fields, tabulate
from uroscope.present.columns import Field, arrow_schema, frame_dtypes
from uroscope.reading.frame import read_frame

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def _fields() -> tuple[Field, ...]:
    return table_fields(load())


class InterpretTable:
    """Interpret a wide table, one collection per row.

    `uroscope.interpret_table` is the one instance: pure, picklable, row-local. Call it with a
    frame; `schema` and `arrow_schema` say what comes back, whatever was measured.

    Examples
    --------
    >>> import uroscope
    >>> urine = pd.DataFrame({"patient_id": ["A"], "urine_calcium (mg/24h)": [312]})
    >>> uroscope.interpret_table(urine)["flag_urine_calcium"].tolist()
    ['high']
    """

    def __call__(
        self, frame: pd.DataFrame, profile: str | Profile = "stone_us", *, fast: bool = False
    ) -> pd.DataFrame:
        """Interpret every row of a wide table.

        Parameters
        ----------
        frame : DataFrame
            Columns named as in a wide file, the unit in the name: `urine_calcium (mg/24h)`; cells
            are numbers or text as laboratories print them.
        profile : str or Profile
            The limits to compare with.
        fast : bool
            Let the compiled kernel (extra `fast`) solve the supersaturations; their last digits
            may then differ, by at most 1e-12 of the value.

        Returns
        -------
        DataFrame
            One row per row of `frame`, with its index and the columns of `schema`.

        Raises
        ------
        UsageError
            If no column is a result, the profile is unknown, or `fast` is asked for without numba.

        Notes
        -----
        Where only a whole file can settle how it writes, as with `1,234`, a row by itself is read
        by what can be true of the analyte, and refused where both readings can.
        """
        knowledge = load()
        if fast:
            check_kernel()
        panel = normalize([read_frame(frame, knowledge)], knowledge, lean=True)
        chosen = _profile(profile) if isinstance(profile, str) else profile
        return tabulate(panel, chosen, knowledge, fast=fast).to_frame(frame.index)

    @property
    def schema(self) -> Mapping[str, Any]:
        """The columns of the result in their order, with their pandas types."""
        return MappingProxyType(frame_dtypes(_fields()))

    def arrow_schema(self, dictionaries: bool = True) -> pa.Schema:
        """Return the schema as Arrow's; without dictionaries, flags are plain strings."""
        return arrow_schema(_fields(), dictionaries)

    def __reduce__(self) -> str:
        """Pickle by name, as a function does."""
        return "interpret_table"

    def __repr__(self) -> str:
        """Return the name it is called by."""
        return "uroscope.interpret_table"


def _profile(name: str) -> Profile:
    knowledge = load()
    if name not in knowledge.profile_ids:
        known = ", ".join(knowledge.profile_ids)
        raise UsageError(f"There is no profile {name!r}; there are: {known}.")
    return knowledge.profile(name)


interpret_table = InterpretTable()


def follow(table: pd.DataFrame) -> pd.DataFrame:
    """Let the collections of each patient speak for each other.

    Parameters
    ----------
    table : DataFrame
        What `interpret_table` returned, all collections of a patient in it; rows without a
        `patient_id` are nobody's second collection.

    Returns
    -------
    DataFrame
        The same rows and columns. `creatinine_agreement` and `oxalate_high_collections` are
        filled; findings that wait for a second collection (incomplete collections, primary
        hyperoxaluria) are raised from possible to supported where it agrees, and `led_by` and
        `quality` follow. No finding is lowered.

    Notes
    -----
    A table no longer holds what was said in words, so what only words decide is left as it was.
    `uroscope batch --follow` interprets all collections of a patient together and leaves nothing.

    Examples
    --------
    >>> import uroscope
    >>> urine = {"patient_id": ["A", "A"], "age": 40, "urine_oxalate (mg/d)": [95, 99]}
    >>> table = uroscope.follow(uroscope.interpret_table(pd.DataFrame(urine)))
    >>> table["finding_primary_hyperoxaluria_possible"].tolist()
    ['supported', 'supported']
    """
    return follow_table(table, load())
