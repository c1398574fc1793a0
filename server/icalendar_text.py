"""Deadlines as an iCalendar file (RFC 5545): all-day events with a reminder a week before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from server.deadlines import Deadline

FOLD_OCTETS = 75


def calendar_file(deadlines: Iterable[Deadline], now: datetime) -> str:
    """The calendar with one event per deadline that has a day; lines end in CRLF. `now` is stamped on each event."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//LHSIA Assistant//Deadlines//EN",
        "CALSCALE:GREGORIAN",
    ]
    for deadline in deadlines:
        if deadline.day is not None:
            lines += _event(deadline, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{fold(line)}\r\n" for line in lines)


def _event(deadline: Deadline, stamp: str) -> list[str]:
    assert deadline.day is not None  # the caller leaves out deadlines without a day
    steps = (f"{step.text} ({step.provision}; {step.confidence})" for step in deadline.steps)
    rules = (f"“{c.quote}” ({c.passage.title}, {c.passage.address})" for c in deadline.citations)
    description = "\n".join([*steps, *deadline.warnings, *rules])
    trigger = deadline.trigger.isoformat() if deadline.trigger else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{escape(deadline.rule_id)}-{trigger}@lhsia-assistant",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{deadline.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{deadline.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(deadline.title)}",
        f"DESCRIPTION:{escape(description)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(deadline.title)}",
        "TRIGGER:-P7D",
        "END:VALARM",
        "END:VEVENT",
    ]


def escape(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line breaks escaped."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """A content line cut to at most 75 octets each, never inside a character; continuations begin with a space."""
    pieces, current, room = [], "", FOLD_OCTETS
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            pieces.append(current)
            current, room = "", FOLD_OCTETS - 1
        current += character
        room -= size
    return "\r\n ".join([*pieces, current])
