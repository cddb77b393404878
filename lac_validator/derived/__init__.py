"""Facts that many rules share, named as the field names them, each worked out once a return.

A derived fact is a function marked ``@derived``; a rule, or another derived fact, asks for it by its name.
"""

from lac_validator.derived import care, episodes

__all__ = ["care", "episodes"]
