"""What comes of accepting proposals: the corrected return, the list of changes, and the file of decisions."""
