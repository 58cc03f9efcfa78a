"""What Hanni knows and how it is found: content, embedding model, snapshots and search.

This package knows neither the chat service (``bot``) nor the editors' tools (``ingest``);
both are built on it.
"""
