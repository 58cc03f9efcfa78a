"""Questions to the shipped content, and the training of the confidence; not run by pytest.

Each set was written without sight of the texts and of the other sets: ``development`` was used to tune,
``held_out`` is the tests' floor, ``final`` is for the figures that are reported and for nothing else.
"""
