"""./run backup and ./run restore: the database of one moment, and every file that it names."""
