"""The embedding model: built once, kept outside the repository, checked by hash."""
