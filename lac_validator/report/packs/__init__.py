"""Packs for social workers: written, and read again when they come back with answers."""
