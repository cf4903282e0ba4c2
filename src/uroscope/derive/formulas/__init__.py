"""The formulas behind the indices: plain functions of columns, each with its source.

They know nothing of panels, missing results or censored values; `derive.indices` applies them.
"""
