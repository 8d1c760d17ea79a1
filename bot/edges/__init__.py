"""The edges: IMAP, SMTP and the disk, one outside thing each. Their libraries' errors end here."""
