"""The demo: a whole deposit by real mail, on an embedded mail server, with the real bot."""
