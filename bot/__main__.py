"""`python -m bot` is `titip`."""

from bot.cli import main

if __name__ == "__main__":
    main()
