"""What a message or a moment means for a case. Pure: rules and values in, a decision out."""
