"""Turning raw mail into what a person wrote: pure functions of bytes and rules, no I/O, no clock."""
