"""A synthetic return for demonstrations, tests and benchmarks: plausible lives, and errors that are known."""
