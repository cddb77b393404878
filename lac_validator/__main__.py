"""``python -m lac_validator``: the command line."""

from lac_validator.cli import main

main()
