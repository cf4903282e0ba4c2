"""uroscope: 24-hour urine and blood results of kidney stone patients, read with their evidence."""

__version__ = "0.1.0"
