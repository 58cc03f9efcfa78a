"""The commands of ``hanni``, by subject; ``ingest.cli`` puts them together."""
