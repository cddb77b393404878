"""Plain lists for a spreadsheet or a program: the errors, the children that have them, the tables as they were read."""
