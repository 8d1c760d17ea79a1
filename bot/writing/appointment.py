"""The appointment as an iCalendar file (RFC 5545), published, not an invitation that asks for an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.writing.markup import clean, one_line

LENGTH = timedelta(hours=1)
CONTENT_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"


def render_appointment(
    uid: str, start: datetime, sequence: int, now: datetime, words: tuple[str, str, str]
) -> bytes:
    """One event of an hour, in UTC. `uid` stays the same for a case and `sequence` grows with every new time, so
    that calendars move the entry instead of adding one (RFC 5545 3.8.7.4). `words`: summary, place, description."""
    from icalendar import Calendar, Event  # few letters carry an appointment

    summary, place, description = words
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + LENGTH).astimezone(UTC))
    event.add("summary", one_line(summary))
    event.add("location", one_line(place))
    event.add("description", clean(description))
    event.add("status", "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Titip//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
