"""Reads HTML, however broken: main content, blocks in reading order, structured data."""
