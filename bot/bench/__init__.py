"""Measurements of the whole bot; they join ``hanni bench`` through its entry points."""
