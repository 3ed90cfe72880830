"""Entities: plain values, independent of frameworks and storage."""
