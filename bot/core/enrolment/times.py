"""The screens that ask when a session ended: the usual days, a calendar, hours, minutes.

Only what is possible can be tapped: nothing in the future, nothing older than a course lasts,
no time that clocks skipped.
"""

import calendar
from collections.abc import Mapping
from datetime import date, time, timedelta

from bot.core import staff_dates
from bot.core.desk import Draft
from bot.core.enrolment import corrections, parts
from bot.core.enrolment.parts import Facts, Shown
from bot.core.outbox import Button

MINUTES = (0, 15, 30, 45)
_ONE_DAY = timedelta(days=1)


def when(draft: Draft, facts: Facts) -> Shown:
    """Ask when the session ended; of a correction, with the time kept so far."""
    today = facts.window.today
    buttons = (
        parts.button(draft, "buttons.now", "now", now_time=facts.now.isoformat()),
        parts.button(draft, "buttons.today", "day", today.isoformat()),
        parts.button(draft, "buttons.yesterday", "day", (today - _ONE_DAY).isoformat()),
        parts.button(draft, "buttons.other_day", "calendar"),
    )
    if draft.former_ended_at is None or corrections.is_next(draft):
        return Shown(phrase="enrol.when", keyboard=parts.stacked(buttons))
    values = {"reference": draft.reference, "former_at": draft.former_ended_at.isoformat()}
    return Shown(phrase="enrol.when_corrected", values=values, keyboard=parts.stacked(buttons))


def day(draft: Draft, facts: Facts) -> Shown:
    """Show one month of the calendar."""
    first = (draft.month or facts.window.today).replace(day=1)
    weekdays = tuple(parts.blank(draft, f"dates.weekdays.{number}") for number in range(1, 8))
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    rows = (tuple(_day_button(draft, day, first, facts) for day in week) for week in weeks)
    return Shown(phrase="enrol.day", keyboard=(_month_row(draft, first, facts), weekdays, *rows))


def _month_row(draft: Draft, first: date, facts: Facts) -> tuple[Button, ...]:
    before, after = first - _ONE_DAY, (first + timedelta(days=31)).replace(day=1)
    earlier = later = parts.blank(draft)
    if before >= facts.window.earliest:
        earlier = parts.button(draft, "buttons.earlier_month", "month", f"{before:%Y-%m}")
    if after <= facts.window.today:
        later = parts.button(draft, "buttons.later_month", "month", f"{after:%Y-%m}")
    title = Button(
        phrase="enrol.buttons.month",
        data=parts.data_of(draft, parts.NOTHING),
        values={"shown_month": first.isoformat()},
    )
    return earlier, title, later


def _day_button(draft: Draft, day: date, first: date, facts: Facts) -> Button:
    if day.month != first.month or not facts.window.holds(day):
        return parts.blank(draft)
    return parts.button(draft, "buttons.day", "day", day.isoformat(), day=str(day.day))


def hour(draft: Draft, facts: Facts) -> Shown:
    """Show the hours of the chosen day."""
    buttons = (
        parts.button(draft, "buttons.hour", "hour", f"{hour:02}", hour=f"{hour:02}")
        if any(_is_possible(draft, time(hour, minute), facts) for minute in MINUTES)
        else parts.blank(draft)
        for hour in range(24)
    )
    return Shown(phrase="enrol.hour", values=_chosen_day(draft), keyboard=parts.rows(buttons))


def minute(draft: Draft, facts: Facts) -> Shown:
    """Show the quarters of the chosen hour."""
    hour = draft.at.hour if draft.at is not None else 0
    times = [time(hour, minute) for minute in MINUTES]
    buttons = (
        parts.button(draft, "buttons.minute", "minute", f"{at:%H%M}", clock=f"{at:%H:%M}")
        if _is_possible(draft, at, facts)
        else parts.blank(draft)
        for at in times
    )
    return Shown(phrase="enrol.minute", values=_chosen_day(draft), keyboard=parts.rows(buttons))


def twice(draft: Draft, _facts: Facts) -> Shown:
    """Ask which of two equal times on the day when clocks went back."""
    clock = f"{draft.at:%H:%M}" if draft.at is not None else ""
    buttons = (
        parts.button(draft, "buttons.first", "which", "first", clock=clock),
        parts.button(draft, "buttons.second", "which", "second", clock=clock),
    )
    values = {**_chosen_day(draft), "clock": clock}
    return Shown(phrase="enrol.twice", values=values, keyboard=parts.stacked(buttons))


def _chosen_day(draft: Draft) -> Mapping[str, str]:
    return {"day_on": draft.day.isoformat() if draft.day is not None else ""}


def _is_possible(draft: Draft, at: time, facts: Facts) -> bool:
    return draft.day is not None and isinstance(
        staff_dates.instants(draft.day, at, facts.window), tuple
    )
