"""The rules, a chapter a subject. Importing this package puts all of them into the registry."""

from lac_validator.rules import integrity, reviews

__all__ = ["integrity", "reviews"]
