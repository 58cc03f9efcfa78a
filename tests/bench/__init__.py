"""Measurements and the training of the confidence; not run by pytest."""
