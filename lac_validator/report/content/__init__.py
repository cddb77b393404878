"""What is said of a result in any report: its errors, cells and lines, words and numbers, who is asked, the answers."""
