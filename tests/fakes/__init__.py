"""Pretend chat platforms for the integration tests: they record all and misbehave on demand."""
