"""The interview of `ftpolicy new`: questions, answers, and what the gate will say."""
