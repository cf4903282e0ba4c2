"""Which record belongs to which collection: identity, dates, and the blood that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.tables import Booleans, Integers, Texts

# Conventions: blood within a month is taken as of the same time; beyond half a year as another time.
SAID_BEYOND_DAYS = 30
UNUSED_BEYOND_DAYS = 180
NO_COLLECTION = -1


@dataclass(frozen=True)
class Collections:
    """Collections found in the records.

    `of_record` gives the collection of every record with timed urine (−1: none, or refused);
    `first` is one record of each collection; `homeless` marks timed records that cannot be placed.
    """

    of_record: Integers
    first: Integers
    homeless: Booleans
    patient: Texts
    unkeyed: Booleans


def assign(rows: pd.DataFrame, timed: Booleans, own: Booleans) -> Collections:
    """Place every record with timed urine.

    Parameters
    ----------
    rows : DataFrame, n rows
        `patient_id`, `collection_id` and `day` (date key, empty where none) of every record.
    timed : array of bool, shape (n,)
        Records that hold timed urine.
    own : array of bool, shape (n,)
        Records that are a collection by themselves (wide layout).

    Returns
    -------
    Collections
        By (patient, collection id), else (patient, date), else one per patient.
    """
    size = len(rows)
    key = np.full(size, "", dtype=object)
    patient = rows["patient_id"].to_numpy(dtype=object)
    identifier = rows["collection_id"].to_numpy(dtype=object)
    day = rows["day"].to_numpy(dtype=object)
    position = np.arange(size)
    key[own] = [f"w\x1f{i}" for i in position[own]]
    by_id = timed & ~own & (identifier != "")
    key[by_id] = "i\x1f" + patient[by_id] + "\x1f" + identifier[by_id]
    by_day = timed & ~own & (identifier == "") & (day != "")
    key[by_day] = "d\x1f" + patient[by_day] + "\x1f" + day[by_day]
    _join_dated_records(key, by_id, by_day, patient, day)
    bare = timed & ~own & (key == "")
    homeless = np.zeros(size, dtype=np.bool_)
    if bare.any():
        named = timed & ~own & ~bare
        keys_of = (
            pd.Series(key[named]).groupby(pd.Series(patient[named], dtype=object)).unique().to_dict()
        )
        for who in pd.unique(pd.Series(patient[bare], dtype=object)):
            at = bare & (patient == who)
            have = keys_of.get(who, [])
            if len(have) > 1:
                homeless |= at
            else:
                key[at] = have[0] if len(have) else "p\x1f" + who
    placed = own | (timed & ~homeless)
    codes = np.full(size, NO_COLLECTION, dtype=np.int64)
    codes[placed], found = pd.factorize(pd.Series(key[placed], dtype=object))
    first = np.full(len(found), size, dtype=np.int64)
    np.minimum.at(first, codes[placed], position[placed])
    unkeyed = np.array([str(k).startswith("p\x1f") for k in found], dtype=np.bool_)
    return Collections(codes, first, homeless, patient[first], unkeyed)


def _join_dated_records(
    key: Texts, by_id: Booleans, by_day: Booleans, patient: Texts, day: Texts
) -> None:
    """Give records with only a date the collection id that stands on that date, if just one does."""
    if not (by_id.any() and by_day.any()):
        return
    dated = by_id & (day != "")
    table = pd.DataFrame({"patient": patient[dated], "day": day[dated], "key": key[dated]})
    table = table.drop_duplicates()
    single = table.groupby(["patient", "day"])["key"].agg(["first", "size"])
    single = single[single["size"] == 1]["first"]
    at = np.flatnonzero(by_day)
    wanted = pd.MultiIndex.from_arrays([patient[at], day[at]])
    match = single.reindex(wanted).to_numpy(dtype=object)
    known = ~pd.isna(match)
    key[at[known]] = match[known]


@dataclass(frozen=True)
class Pairs:
    """Records that float (blood, spot urine, printed indices) with each collection they may serve.

    `days` is the absolute distance in days (NaN: one of the two has no date).
    """

    record: Integers
    collection: Integers
    days: np.ndarray


def attach(
    rows: pd.DataFrame, floating: Booleans, collections: Collections, start: pd.DatetimeIndex
) -> tuple[Pairs, Collections]:
    """Pair floating records with the collections of their patient; make collections where none is.

    Parameters
    ----------
    rows : DataFrame, n rows
        As in `assign`.
    floating : array of bool, shape (n,)
        Records of long files that hold anything but timed urine.
    collections : Collections
        What `assign` found.
    start : DatetimeIndex, shape (n,)
        Date of every record, NaT where none.

    Returns
    -------
    tuple
        The pairs, and the collections with those added that consist of blood alone.
    """
    records = np.flatnonzero(floating)
    patient = rows["patient_id"].to_numpy(dtype=object)
    identifier = rows["collection_id"].to_numpy(dtype=object)
    own = np.flatnonzero(collections.first >= 0)
    table = pd.DataFrame({"patient": collections.patient, "collection": own})
    table["cid"] = identifier[collections.first]
    left = pd.DataFrame({"patient": patient[records], "cid": identifier[records], "record": records})
    by_id = left[left["cid"] != ""].merge(table, on=["patient", "cid"])
    rest = left[~left["record"].isin(by_id["record"])]
    many = table.groupby("patient")["collection"].transform("size")
    by_patient = rest.merge(table.assign(many=many)[["patient", "collection", "many"]], on="patient")
    # An undated record with another collection's id does not serve several collections.
    undated = pd.isna(start[by_patient["record"].to_numpy()])
    stray = undated & (by_patient["cid"] != "").to_numpy() & (by_patient["many"] > 1).to_numpy()
    by_patient = by_patient[~stray]
    pairs = pd.concat([by_id[["record", "collection"]], by_patient[["record", "collection"]]])
    alone = np.setdiff1d(records, pairs["record"].to_numpy())
    if len(alone):
        key = pd.Series(patient[alone] + "\x1f" + identifier[alone], dtype=object)
        codes, found = pd.factorize(key)
        base = len(collections.first)
        first = np.full(len(found), len(rows), dtype=np.int64)
        when = start[alone].to_numpy()
        # The latest blood stands for a patient without urine.
        order = np.lexsort((-alone, np.where(np.isnat(when), np.datetime64(0, "ns"), when)))
        first[codes[order]] = alone[order]
        pairs = pd.concat([pairs, pd.DataFrame({"record": alone, "collection": codes + base})])
        collections = Collections(
            collections.of_record,
            np.concatenate([collections.first, first]),
            collections.homeless,
            np.concatenate([collections.patient, patient[first]]),
            np.concatenate([collections.unkeyed, np.zeros(len(found), dtype=np.bool_)]),
        )
    record = pairs["record"].to_numpy(dtype=np.int64)
    collection = pairs["collection"].to_numpy(dtype=np.int64)
    anchor = start[collections.first[collection]].normalize()
    delta = (start[record].normalize() - anchor).total_seconds().to_numpy() / 86400.0
    return Pairs(record, collection, np.abs(delta)), collections
