"""Placements: where a child lives, with whom, who provides it, and how far from home it is.

A placement is an episode's type (PLACE), provider (PLACE_PROVIDER, and Ofsted's number in URN) and postcode (PL_POST).
From the postcode come the authority (PL_LA) and whether that is the placing one (PL_LOCATION); from it and the home
postcode the distance (PL_DISTANCE).
"""
