"""How much is read at all. A real return is far below; what is above would fill the memory of a browser's tab."""

from __future__ import annotations

MEGABYTE = 1_000_000

FILE_BYTES = 200 * MEGABYTE
"""One file. An XML return of a large authority has 30 MB."""

UNPACKED_BYTES = 300 * MEGABYTE
"""Everything in a ZIP archive, or in a workbook, which is one inside."""

ZIP_MEMBERS = 1_000

UNPACKED_RATIO = 400
"""A workbook's sheet unpacks to 20 times its size, repetitive text to 100 times; a bomb to 1,000 times and more."""

RATIO_MATTERS_FROM = 20 * MEGABYTE
"""What unpacks to less than this may be as tightly packed as it likes."""

ROWS = 1_000_000
"""One table. The largest authority has 40,000 episodes; an Excel sheet ends at 1,048,576 rows."""

COLUMNS = 1_000

CELL_LETTERS = 1_000
"""One cell. Nothing that a return holds has more than 20."""

XML_DEPTH = 50

FILES_IN_FOLDERS = 2_000
