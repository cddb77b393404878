"""The measures, a module a subject."""
