"""XZuFi transfer messages (2.1, 2.2, 2.3), read piece by piece; matched on local names.

Services get their text from the modules, their office and online service from the responsibilities
of the areas that are asked for.
"""
