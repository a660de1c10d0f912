"""The book as a public log: signed notes, checkpoints, tiles and proofs as C2SP specifies them."""
