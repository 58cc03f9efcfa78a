"""Tests of ``ingest.bench``."""
