"""Many collections to one table: files cut into parts, parts interpreted, the table put together.

The interpretation is `pipeline.tabulate`, as for one collection. This room only decides which
records are read together, keeps finished parts for a run that is resumed, and counts.
"""

from uroscope.batch.run import Options, run_batch
from uroscope.batch.summary import Summary

__all__ = ["Options", "Summary", "run_batch"]
