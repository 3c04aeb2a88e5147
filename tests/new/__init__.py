"""`ftpolicy new`: the text that it writes and the questions that it asks."""
