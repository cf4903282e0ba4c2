"""`python -m uroscope`."""

from uroscope.cli import main

main()
