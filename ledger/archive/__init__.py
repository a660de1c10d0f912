"""The archive of a book: its entries, commands, checkpoints and rows as Parquet files of fixed
ranges of positions, under a manifest whose digests hang on a checkpoint of the log.
"""
