"""The analyst's workbook, with every error and what it was made of."""
