"""Files in, a return out: CSV, XML, Excel and ZIP, this year's and last year's and Ofsted's lists, named anyhow."""

from lac_validator.dataset import ReadFile
from lac_validator.ingest.folders import read_files
from lac_validator.ingest.intake import InputFile, Intake
from lac_validator.ingest.parts import LAST_YEAR, PROVIDERS_PERIOD, THIS_YEAR, Part
from lac_validator.ingest.problems import ERROR, NOTE, WARNING, CannotRead, Problem

__all__ = [
    "ERROR",
    "LAST_YEAR",
    "NOTE",
    "PROVIDERS_PERIOD",
    "THIS_YEAR",
    "WARNING",
    "CannotRead",
    "InputFile",
    "Intake",
    "Part",
    "Problem",
    "ReadFile",
    "read_files",
]
