"""Which record belongs to which collection, and which blood goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uroscope.normalize.columns import distinct, integers_of, match
from uroscope.normalize.records import Records
from uroscope.tables import Booleans, Floats, Integers

# Conventions: blood within a month counts as of the same time, beyond half a year as of another.
SAID_BEYOND_DAYS = 30
UNUSED_BEYOND_DAYS = 180
NO_COLLECTION = -1


@dataclass(frozen=True)
class Collections:
    """Collections found in the records.

    `of_record` gives the collection of every record (−1: none, or refused) and `first` the record
    that speaks for each collection. `homeless` marks timed records that several collections could
    claim, `bare` those placed without an id or date of their own.
    """

    of_record: Integers
    first: Integers
    homeless: Booleans
    bare: Booleans

    def __len__(self) -> int:
        """Return the number of collections."""
        return len(self.first)


@dataclass(frozen=True)
class Pairs:
    """Records that float (blood, spot urine, printed indices) with each collection they may serve.

    `days` is the signed distance from the collection start [d] (NaN: one of the two has no date);
    `labelled` tells where both carry the same collection id.
    """

    record: Integers
    collection: Integers
    days: Floats
    labelled: Booleans


@dataclass(frozen=True)
class _Keys:
    """Identity as numbers: equal texts have equal codes; an empty text is −1."""

    patient: Integers
    label: Integers
    day: Integers


def _codes(records: Records, at: Integers) -> _Keys:
    def coded(texts: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Integers:
        codes, found = distinct(texts[at])
        return np.where(np.array([text == "" for text in found], dtype=np.bool_)[codes], -1, codes)

    patient, _ = distinct(records.patient[at])
    return _Keys(patient, coded(records.label), coded(records.day))


def assign(records: Records, timed: Booleans, own: Booleans) -> Collections:
    """Place every record with timed urine.

    Parameters
    ----------
    records : Records
        Identity of every record.
    timed : array of bool, shape (n,)
        Records that hold timed urine.
    own : array of bool, shape (n,)
        Records that are a collection by themselves (wide layout).

    Returns
    -------
    Collections
        By (patient, collection id), else (patient, date), else one per patient.
    """
    size = len(records)
    homeless = np.zeros(size, dtype=np.bool_)
    bare = np.zeros(size, dtype=np.bool_)
    if own.all():
        everything = np.arange(size)
        return Collections(everything, everything, homeless, bare)
    key = np.full(size, NO_COLLECTION, dtype=np.int64)
    key[own] = np.flatnonzero(own)
    shared = np.flatnonzero(timed & ~own)
    if len(shared):
        inside, lost, unkeyed = _shared_keys(_codes(records, shared))
        key[shared] = size + inside
        homeless[shared[lost]] = True
        bare[shared[unkeyed]] = True
    placed = np.flatnonzero((key >= 0) & ~homeless)
    of_record = np.full(size, NO_COLLECTION, dtype=np.int64)
    of_record[placed], found = integers_of(key[placed])
    first = _representatives(records, placed, of_record[placed], len(found))
    return Collections(of_record, first, homeless, bare)


def _representatives(
    records: Records, placed: Integers, collection: Integers, size: int
) -> Integers:
    """Return the record that speaks for each collection: the first, if possible with its dates."""
    undated = np.isnan(records.day_number[placed])
    endless = np.isnat(records.end[placed])
    # Written from the worst to the best, so that the best is the one that stays.
    order = np.lexsort((placed, endless, undated))[::-1]
    first = np.zeros(size, dtype=np.int64)
    first[collection[order]] = placed[order]
    return first


def _shared_keys(keys: _Keys) -> tuple[Integers, Booleans, Booleans]:
    """Return a key per record of long files, which are homeless, and which came without a key."""
    size = len(keys.patient)
    # Three kinds of key, kept apart by their remainder: by id, by date, by patient alone.
    by_id = 3 * (keys.patient * (size + 1) + keys.label)
    by_day = 3 * (keys.patient * (size + 1) + keys.day) + 1
    has_id = keys.label >= 0
    has_day = ~has_id & (keys.day >= 0)
    key = np.where(has_id, by_id, by_day)
    if has_id.any() and has_day.any():
        _join_dated(key, keys, has_id, has_day)
    bare = ~has_id & ~has_day
    lost = np.zeros(size, dtype=np.bool_)
    if bare.any():
        key[bare] = 3 * keys.patient[bare] + 2
        # A patient with one keyed collection has no other; with several, nobody can tell.
        who, one, several = _single(keys.patient[~bare], key[~bare])
        place = np.searchsorted(who, keys.patient)
        known = place < len(who)
        known[known] = who[place[known]] == keys.patient[known]
        place = np.where(known, place, 0)
        if len(who):
            lost = bare & known & several[place]
            key = np.where(bare & known & ~lost, one[place], key)
    return key, lost, bare


def _single(group: Integers, value: Integers) -> tuple[Integers, Integers, Booleans]:
    """Return the sorted groups, one value of each, and which hold several values."""
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    ends = np.append(starts[1:], len(group))[: len(starts)] - 1
    return group[starts], value[starts], value[starts] != value[ends]


def _join_dated(key: Integers, keys: _Keys, has_id: Booleans, has_day: Booleans) -> None:
    """Give records with only a date the collection id of that date, if there is just one."""
    size = len(key)
    spot = keys.patient * (size + 1) + keys.day
    dated = has_id & (keys.day >= 0)
    spots, one, several = _single(spot[dated], key[dated])
    if not len(spots):
        return
    at = np.flatnonzero(has_day)
    place = np.minimum(np.searchsorted(spots, spot[at]), len(spots) - 1)
    found = (spots[place] == spot[at]) & ~several[place]
    key[at[found]] = one[place[found]]


def attach(
    records: Records, floating: Booleans, collections: Collections
) -> tuple[Pairs, Collections]:
    """Pair floating records with the collections of their patient; make collections where none is.

    Parameters
    ----------
    records : Records
        Identity of every record.
    floating : array of bool, shape (n,)
        Records that hold anything but timed urine and are no collection by themselves.
    collections : Collections
        What `assign` found.

    Returns
    -------
    tuple
        The pairs, and the collections with those added that consist of blood alone.
    """
    loose = np.flatnonzero(floating)
    if not len(loose):
        nothing = np.zeros(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.zeros(0), np.zeros(0, dtype=np.bool_)), collections
    first = collections.first
    keys = _codes(records, np.concatenate([loose, first]))
    cut = len(loose)
    left, right = match(keys.patient[:cut], keys.patient[cut:])
    days = records.day_number[loose[left]] - records.day_number[first[right]]
    label = keys.label[:cut][left]
    labelled = (label >= 0) & (label == keys.label[cut:][right])
    fits = _may_serve(records, loose[left], first[right], days, labelled)
    pairs = Pairs(loose[left[fits]], right[fits], days[fits], labelled[fits])
    alone = np.ones(cut, dtype=np.bool_)
    alone[left[fits]] = False
    if not alone.any():
        return pairs, collections
    return _blood_alone(records, loose[alone], pairs, collections)


def _may_serve(
    records: Records, loose: Integers, first: Integers, days: Floats, labelled: Booleans
) -> Booleans:
    """Tell which pairs of a floating record and a collection of the same patient hold.

    A record that names a collection serves that one, and by its date the others of the patient. One
    that names none of them serves by its date, or undated if it names nothing at all.
    """
    named = (records.label[loose] != "") & ~records.accession[loose]
    fits: Booleans = labelled | ~np.isnan(days) | ~named
    nobody = records.patient[loose] == ""
    if nobody.any():
        # Without a patient, ids do not tell whether two collections are one person's.
        count = np.zeros(len(records), dtype=np.int64)
        np.add.at(count, loose, 1)
        several = count[loose] > 1
        has_label = np.zeros(len(records), dtype=np.bool_)
        has_label[loose[labelled]] = True
        fits &= ~nobody | ~several | (labelled | ~has_label[loose]) & ~records.own[first]
    return fits


def _blood_alone(
    records: Records, alone: Integers, pairs: Pairs, collections: Collections
) -> tuple[Pairs, Collections]:
    """Make a collection of the blood of each patient, and collection id, that has no urine."""
    keys = _codes(records, alone)
    label = np.where(records.accession[alone], -1, keys.label)
    codes, found = integers_of(keys.patient * (len(alone) + 1) + label)
    day = records.day_number[alone]
    # The latest blood stands for a patient without urine; the last in the file among equals.
    order = np.lexsort((alone, np.where(np.isnan(day), -np.inf, day)))
    first = np.zeros(len(found), dtype=np.int64)
    first[codes[order]] = alone[order]
    more = Pairs(
        np.concatenate([pairs.record, alone]),
        np.concatenate([pairs.collection, codes + len(collections)]),
        np.concatenate([pairs.days, day - records.day_number[first[codes]]]),
        np.concatenate([pairs.labelled, np.zeros(len(alone), dtype=np.bool_)]),
    )
    return more, Collections(
        collections.of_record,
        np.concatenate([collections.first, first]),
        collections.homeless,
        collections.bare,
    )
