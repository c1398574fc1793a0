"""Finding passages by words, by meaning and by address."""
