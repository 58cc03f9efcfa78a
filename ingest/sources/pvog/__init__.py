"""The PVOG search API (Portalverbund Online-Gateway, FITKO): services of a region as JSON.

Endpoints and fields are those that open clients of the API use; it needs no key. It ignores
parameters that it does not know and may return the whole catalogue, so everything is checked.
"""
