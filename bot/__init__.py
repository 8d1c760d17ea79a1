"""Titip carries the SOP "Penitipan dan Pengembalian Server" by e-mail."""

__version__ = "0.1.0"
