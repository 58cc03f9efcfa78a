"""Tests of ``knowledge.evaluation``."""
