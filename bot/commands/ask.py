"""What the bot would make of a message, and say: for authors of content, one or a whole file."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot import commands, leaflets, settings
from bot.commands import _asked, _why
from bot.commands._asked import Asked, Question
from bot.timing.clock import SystemClock

STANDARD_INPUT = "-"
DAYS_MOST = 3650
EPILOG = """\
--batch reads one JSON object a line: id, text, day (days since the session; null for no
session), area (null for unknown), lang. It prints one a line, in the same order, with the same
id. A line that cannot be read gets {"id": null, "error": ...}; the exit status is 1 at the end.
No setting is needed; CONTENT_DIR may name another folder of content.
"""


def run(arguments: list[str]) -> int:
    """Print what is made of the message or messages; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.text is None) == (options.batch is None):
        parser.error('give one message in quotes, or --batch FILE ("-" for standard input)')
    asked = _asked_of()
    if options.batch is not None:
        return _batch(asked, options.batch, parser)
    question = Question(
        text=options.text, day=options.day, area=options.area or "", language=options.language
    )
    fault = _fault(question, asked)
    if fault:
        parser.error(fault)
    made = asked.make_of(question)
    if options.json:
        more = {"why": _why.reasons(made)} if options.why else {}
        print(json.dumps({**_asked.as_json(made), **more}, ensure_ascii=False, indent=2))
        return commands.FINE
    print(made.text)
    if options.why:
        print(_why.told(made))
    return commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run ask",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("text", nargs="?", help="the message, in quotes")
    parser.add_argument("--day", type=float, help="days since the session; left out: no session")
    parser.add_argument("--area", help="left out: the strictest of all areas holds")
    parser.add_argument("--language", default="en")
    parser.add_argument("--why", action="store_true", help="what was found, and why")
    parser.add_argument("--json", action="store_true", help="one object instead of the text")
    parser.add_argument("--batch", metavar="FILE.jsonl", help="a file of messages; - reads them")
    return parser


def _asked_of() -> Asked:
    chosen = settings.demonstration(os.environ)
    library = leaflets.read(chosen.content_dir)
    if not library.has_learnt:
        print(
            "Learning from the examples, once; it takes about a minute ...",
            file=sys.stderr,
            flush=True,
        )
    library.load_matchers()
    return Asked(library, settings.clinic_facts(chosen), SystemClock().now())


def _fault(question: Question, asked: Asked) -> str:
    """Return what is wrong with a question, "" for nothing."""
    pack = asked.pack
    if question.area and question.area not in pack.areas:
        return f"area {question.area}: the areas are {', '.join(pack.areas)}"
    if question.language not in pack.languages:
        return f"language {question.language}: there is {', '.join(pack.languages)}"
    if question.day is not None and not -DAYS_MOST <= question.day <= DAYS_MOST:
        return f"day: at most {DAYS_MOST}"
    return ""


def _batch(asked: Asked, source: str, parser: argparse.ArgumentParser) -> int:
    if source == STANDARD_INPUT:
        return _answer_lines(asked, sys.stdin.buffer)
    try:
        with Path(source).open("rb") as lines:
            return _answer_lines(asked, lines)
    except OSError as error:
        parser.error(f"{source}: cannot be read ({error.strerror})")


def _answer_lines(asked: Asked, lines: Iterable[bytes]) -> int:
    """Print one line for each, at once, so that a long file can be followed."""
    status = commands.FINE
    for line in lines:
        if not line.strip():
            continue
        answer = _answered(asked, line)
        if "error" in answer:
            status = commands.FAULTS
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return status


def _answered(asked: Asked, line: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return {"id": None, "error": "this line is no JSON object in UTF-8"}
    if not isinstance(read, dict):
        return {"id": None, "error": "this line is no JSON object"}
    question = _question(read)
    fault = question if isinstance(question, str) else _fault(question, asked)
    if isinstance(question, str) or fault:
        return {"id": None, "error": fault, "of": read.get("id")}
    return {"id": read.get("id"), **_asked.as_json(asked.make_of(question))}


def _question(read: Mapping[str, Any]) -> Question | str:
    """Return the question a line asks, or what is wrong with it."""
    text, day = read.get("text"), read.get("day")
    area, language = read.get("area") or "", read.get("lang") or "en"
    if not isinstance(text, str):
        return "'text' is missing, or is no text"
    is_number = isinstance(day, int | float) and not isinstance(day, bool)
    if day is not None and not is_number:
        return "'day' is neither a number nor null"
    if not isinstance(area, str) or not isinstance(language, str):
        return "'area' and 'lang' are texts"
    return Question(text=text, day=day, area=area, language=language)
