"""The domain types, and the knowledge that ships with the project."""
