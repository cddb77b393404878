"""The fixes, a module a subject."""
