"""From files and official pages to documents, provision trees, passages and vectors."""
