"""What an upload may be at most; beyond it the page says so instead of getting slow."""

from __future__ import annotations

MOST_BYTES = 32_000_000
"""Bytes of one request, files and packed case together; a year of a large clinic is about 15 MB."""
MOST_HELD = 8 * MOST_BYTES
"""Bytes of all requests that are not answered yet."""
MOST_RECORDS = 400_000
"""Lines of all files together."""
MOST_FILES = 24
"""Files of one upload."""
MOST_COLLECTIONS = 20_000
"""Collections of one work list."""
UPLOAD_SECONDS = 60.0
"""How long a request may take to arrive."""
WORK_SECONDS = 120.0
"""How long an answer may take."""
AT_ONCE = 3
"""Requests computed at the same time; the others wait their turn."""
MOST_BESIDE = 6
"""Other collections of a patient that are reviewed and drawn beside the opened one."""
PAGE_ROWS = 100
"""Rows of the work list on one page."""
MOST_REFUSALS = 200
"""Refused cells that the work list names; a review names those of its patient."""
