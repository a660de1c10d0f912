"""The book: append, seal, prove, replay, keys. What is recorded here is the truth of a census."""
