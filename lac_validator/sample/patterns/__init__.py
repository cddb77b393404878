"""Odd patterns put into a clean return on request: what no rule of the DfE's catches, at places that are known.

They have nothing to do with the errors of :mod:`lac_validator.sample.mistakes`, and a return has the one or the other.
"""

from lac_validator.sample.patterns import council, episodes, people, records
from lac_validator.sample.patterns.planting import PLANTERS, PlantedPattern, Planting, plant

__all__ = ["PLANTERS", "PlantedPattern", "Planting", "council", "episodes", "people", "plant", "records"]
