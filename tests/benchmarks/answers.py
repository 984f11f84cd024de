"""`./run bench answers [--sealed | --fresh | --beside]`: how well unknown messages are understood.

Every message of the evaluation set takes the path a chat's message takes; the table gives each
figure with its count, per language. The sealed part may be run three times, each run is listed.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz, process

from bot import leaflets, settings
from bot.commands._asked import Asked as Bot
from bot.commands._asked import Question
from bot.leaflets import ContentLibrary
from tests.benchmarks import allowing, beside, question_set, sealed_runs
from tests.benchmarks.figures import FIGURES, FIGURES_OF_ALARMS, Answered, Figure
from tests.benchmarks.question_set import Asked

CONTENT = Path(__file__).parents[2] / "content"
LANGUAGES = ("en", "es", "de", "fr", "ru")
CONFUSIONS_SHOWN = 15
# A made-up Wednesday noon: nothing depends on the day the bench is run.
NOON = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
PAGE_BYTES = 4096


def run(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a target is missed, 2 where the sealed part is used up."""
    parser = argparse.ArgumentParser(prog="./run bench answers", description=__doc__)
    parser.add_argument("--sealed", action="store_true", help="the sealed part; three runs at most")
    parser.add_argument("--fresh", action="store_true", help="the messages written last of all")
    parser.add_argument("--beside", action="store_true", help="signs told beside a question")
    parser.add_argument("--misses", action="store_true", help="print each message that missed")
    asked_for = parser.parse_args(arguments)
    if asked_for.misses and (asked_for.sealed or asked_for.fresh):
        parser.error("the messages of the sealed and the fresh part are not shown.")
    if asked_for.sealed + asked_for.fresh + asked_for.beside > 1:
        parser.error("give --sealed, --fresh or --beside, one of them.")
    if asked_for.sealed and sealed_runs.are_used_up():
        print(f"The sealed part has been run {sealed_runs.MOST} times, and that is all it may.")
        return 2
    messages = question_set.read(_part(asked_for))
    messages = beside.beside_questions(messages) if asked_for.beside else messages
    library = leaflets.read(CONTENT)
    began = time.perf_counter()
    library.load_matchers()
    print(
        f"{len(messages)} messages, {len(library.examples(_treatment(library)))} examples;", end=" "
    )
    print(f"ready after {time.perf_counter() - began:.1f} s")
    bot = Bot(library, settings.clinic_facts(settings.demonstration({})), NOON)
    answered, seconds = _answered(messages, bot)
    is_reached = _print_table(answered, FIGURES_OF_ALARMS if asked_for.beside else FIGURES)
    _print_speed(seconds)
    _print_peer(messages, library)
    if asked_for.misses:
        _print_misses(answered)
    if asked_for.sealed:
        sealed_runs.note(answered, LANGUAGES)
    return 0 if is_reached else 1


def _part(asked_for: argparse.Namespace) -> Path:
    if asked_for.sealed:
        return question_set.SEALED
    return question_set.FRESH if asked_for.fresh else question_set.DEVELOPMENT


def _treatment(library: ContentLibrary) -> str:
    return next(iter(library.packs))


def _answered(messages: Sequence[Asked], bot: Bot) -> tuple[list[Answered], list[float]]:
    """Send each message the way a chat's message goes, up to the text that would be sent."""
    found: list[Answered] = []
    seconds: list[float] = []
    for asked in messages:
        question = Question(text=asked.text, day=asked.day, area=asked.area, language=asked.lang)
        began = time.perf_counter()
        made = bot.make_of(question)
        seconds.append(time.perf_counter() - began)
        understood = made.understanding
        found.append(
            Answered(
                asked=asked,
                kind=understood.kind,
                topic=understood.topic,
                urgency=None if understood.urgency is None else str(understood.urgency),
                top=understood.top,
                allows=allowing.forbidden_but_allowed(asked, made, bot.pack),
            )
        )
    return found, seconds


def _print_table(answered: Sequence[Answered], figures: Sequence[Figure]) -> bool:
    print(f"\n{'':56}" + "".join(f"{language:>14}" for language in LANGUAGES))
    results = [_line(figure, answered) for figure in figures]
    return all(results)


def _line(figure: Figure, answered: Sequence[Answered]) -> bool:
    cells, is_reached = [], True
    for language in LANGUAGES:
        counted, of = figure.count(each for each in answered if each.asked.lang == language)
        is_good = figure.is_reached(counted, of, language)
        is_reached = is_reached and is_good
        rate = 100 * counted / of if of else 0.0
        cells.append(f"{counted}/{of} {rate:.0f}%{'' if is_good else '!'}".rjust(14))
    sign = ">=" if figure.at_least else "<="
    wanted = f"{sign} {100 * figure.english:.0f}/{100 * figure.others:.0f} %"
    print(f"{figure.name[:44]:45}{wanted:11}" + "".join(cells))
    return is_reached


def _print_speed(seconds: list[float]) -> None:
    ordered = sorted(seconds)
    late = ordered[int(len(ordered) * 0.99)]
    print(
        f"\nunderstanding and answering one message: median {1000 * median(ordered):.1f} ms,",
        end=" ",
    )
    print(f"p99 {1000 * late:.1f} ms of {len(ordered)}; resident {_resident_mb():.0f} MB")


def _resident_mb() -> float:
    statm = Path("/proc/self/statm")
    if not statm.is_file():
        return 0.0
    return int(statm.read_text().split()[1]) * PAGE_BYTES / 1e6


def _print_peer(messages: Sequence[Asked], library: ContentLibrary) -> None:
    """Print what fuzzy matching alone would reach on the same messages."""
    examples = library.examples(_treatment(library))
    texts = [each.text for each in examples]
    asked = [each for each in messages if each.kind == "topic"]
    scorer: Callable[..., float] = fuzz.token_set_ratio
    right = 0
    for each in asked:
        best = process.extractOne(each.text, texts, scorer=scorer)
        right += best is not None and examples[best[2]].slug in each.right
    print(f"peer, rapidfuzz token_set_ratio: first topic right {right}/{len(asked)}")


def _print_misses(answered: Sequence[Answered]) -> None:
    for figure in FIGURES:
        missed = [
            each
            for each in answered
            if figure.of(each.asked) and figure.counts(each) is not figure.at_least
        ]
        print(f"\n{figure.name}: {len(missed)} missed")
        for each in missed:
            asked = each.asked
            print(f"  {asked.id} d{asked.day} {asked.area} [{asked.topic}]", end=" ")
            print(f"-> {each.kind} {each.urgency} {','.join(each.top)} {each.allows}: {asked.text}")
    pairs = Counter(
        (each.asked.topic, each.top[0])
        for each in answered
        if each.asked.kind == "topic" and each.top and each.top[0] not in each.asked.right
    )
    common = pairs.most_common(CONFUSIONS_SHOWN)
    shown = [f"{right} > {said}: {many}" for (right, said), many in common]
    print("\nmost confused:", *shown, sep="\n  ")
