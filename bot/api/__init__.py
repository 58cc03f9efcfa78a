"""The HTTP API, one router a resource."""
