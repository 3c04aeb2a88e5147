"""Hostile bytes for every reader and writer, and small changes of our code that tests must see."""
