"""Shows the texts that nobody has signed, and signs those that are confirmed.

A signature is bound to the words: whoever changes a letter later unsigns the text.
"""

import argparse
import json
import os
import sys
from datetime import date

from bot import commands, leaflets, settings
from bot.leaflets import ContentError, ContentLibrary, SignedText
from bot.timing.clock import SystemClock

_YES = frozenset({"y", "yes"})
_ENOUGH = frozenset({"q", "quit"})


def run(arguments: list[str]) -> int:
    """Show and sign; 1 while something is left unsigned or at fault, 2 for a name that is none."""
    options = _parser().parse_args(arguments)
    try:
        by = "" if options.list else leaflets.name_of_signer(options.by)
    except ValueError as error:
        print(error, file=sys.stderr)
        return commands.WRONG_USE
    try:
        library = leaflets.read(settings.content_dir(os.environ))
    except ContentError as error:
        print("\n".join((*error.faults, "", "Mend these first: only then can texts be signed.")))
        return commands.FAULTS
    today = SystemClock().now().date()
    texts = [text for text in library.signed_texts() if not leaflets.is_signed(text, today)]
    if options.list:
        return _listed(texts, today, as_json=options.json)
    if not texts:
        print("All texts are signed.")
        return commands.FINE
    sign = _sign_at_once if options.all else _sign_one_by_one
    try:
        count = sign(texts, library, by, today)
    except (ValueError, OSError) as error:
        print(f"Nothing more was signed: {error}")
        return commands.FAULTS
    print(f"\n{count} signed, {len(texts) - count} left.")
    return commands.FINE if count == len(texts) else commands.FAULTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run sign", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--by", metavar="NAME", help="who has read the texts and signs them")
    what.add_argument("--list", action="store_true", help="only list what is not signed, and why")
    parser.add_argument("--all", action="store_true", help="sign all of them after one question")
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    return parser


def _listed(texts: list[SignedText], today: date, *, as_json: bool) -> int:
    reasons = {text.name: leaflets.why_unsigned(text, today) for text in texts}
    if as_json:
        rows = [{"name": name, "reason": reason} for name, reason in reasons.items()]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{name}: {reason}" for name, reason in reasons.items()))
        print(f"{len(texts)} texts are not signed." if texts else "All texts are signed.")
    return commands.FAULTS if texts else commands.FINE


def _sign_one_by_one(texts: list[SignedText], library: ContentLibrary, by: str, today: date) -> int:
    """Ask about each text and sign it at once, so that nothing is lost when somebody stops."""
    count = 0
    for number, text in enumerate(texts, 1):
        print(f"\n── {number} of {len(texts)}: {text.name}\n\n{leaflets.example(library, text)}\n")
        answer = _asked(f"{by}, do you sign this text? y / n / q (enough for now): ")
        if answer in _ENOUGH:
            break
        if answer in _YES:
            leaflets.sign(text, by, today)
            count += 1
    return count


def _sign_at_once(texts: list[SignedText], library: ContentLibrary, by: str, today: date) -> int:
    print("\n".join(text.name for text in texts))
    if (
        _asked(f"{by}, have you read all {len(texts)} texts, and do you sign them? y / n: ")
        not in _YES
    ):
        return 0
    for text in texts:
        leaflets.sign(text, by, today)
    return len(texts)


def _asked(question: str) -> str:
    """Return the answer in small letters; at the end of the input it is enough."""
    try:
        return input(question).strip().lower()
    except EOFError:
        return "q"
