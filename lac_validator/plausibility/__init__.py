"""The checks of plausibility, a module a subject."""
