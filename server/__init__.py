"""The answer, and the service around it."""
