"""Builders that several kinds of tests use."""
