"""What files are written with: workbooks, archives, and text that no spreadsheet takes for a formula."""
