"""What-ifs: one collection with changes, judged as if it had been measured so.

`parse_changes` and `parse_goals` read what is asked, `what_if` answers.
"""

from __future__ import annotations

from uroscope.whatif.answered import what_if
from uroscope.whatif.asked import parse_changes, parse_goals

__all__ = ["parse_changes", "parse_goals", "what_if"]
