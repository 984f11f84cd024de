"""`./run ask`: what the bot makes of a message, one or a whole file, by the path of the chat."""

import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import commands, leaflets
from bot.commands import _asked, ask
from bot.commands._asked import Asked, Question
from tests.cast import LIBRARY, clinic_facts
from tests.likeness import WORDS, Likeness, with_likeness, with_second_look

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
ASKED_OF = ask._asked_of
ASKED = Asked(with_likeness(LIBRARY), clinic_facts(), NOON)
KEYS = ["kind", "topic", "urgency", "top", "answer", "text"]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer with the shipped texts, at a fixed noon, and a likeness that needs no learning."""
    monkeypatch.setattr(ask, "_asked_of", lambda: ASKED)


def made(text: str, **facts: Any) -> dict[str, Any]:
    """Return what is made of a message."""
    return _asked.as_json(ASKED.make_of(Question(text=text, **facts)))


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Give these lines as standard input."""
    data = io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode()))
    monkeypatch.setattr("sys.stdin", data)


def test_a_question_is_answered_for_its_day_and_area() -> None:
    """The same words on two days."""
    early = made("make-up?", day=1, area="face")
    late = made("make-up?", day=4, area="face")
    assert (early["kind"], early["topic"], early["urgency"]) == ("topic", "makeup", None)
    assert early["top"][0] == "makeup"
    assert len(early["top"]) == 3
    assert early["text"].startswith("Not yet. Make-up from")
    assert late["text"].startswith("Yes, since")


def test_the_answer_names_the_leaflet_of_the_area() -> None:
    """The file it was read from, below the folder of the content."""
    paths = [made("make-up?", day=1, area=area)["answer"] for area in ("face", "body")]
    assert paths == [
        "microneedling/en/topics/makeup.md",
        "microneedling/en/topics/makeup.body.md",
    ]


def test_without_an_area_the_strictest_of_all_holds() -> None:
    """Body skin takes longer."""
    assert made("make-up?", day=3)["text"].startswith("Not yet.")
    assert made("make-up?", day=3, area="face")["text"].startswith("Yes")


def test_without_a_day_the_general_rule_is_told() -> None:
    """No session, no yes."""
    found = made("make-up?")
    assert found["text"].startswith("4 days after the session at the earliest")
    assert found["kind"] == "topic"


def test_a_question_back_has_no_leaflet() -> None:
    """Unsure: no topic, no answer, and still three of the likeliest."""
    found = made("at night?", day=1)
    assert (found["kind"], found["topic"], found["answer"]) == ("unsure", None, None)
    assert found["text"].startswith("I am not sure that I understood.")
    assert len(found["top"]) == 3


def test_what_goes_to_staff_reads_as_the_client_would_read_it() -> None:
    """As if staff had got it."""
    assert made("the blue one", day=1)["text"].startswith("Passed on to Rose Clinic.")


@dataclass(frozen=True)
class Unlearnt(Likeness):
    """A likeness that has to be learnt first."""

    @property
    def has_learnt(self) -> bool:
        """Not yet."""
        return False


@pytest.mark.parametrize(
    ("likeness", "said"),
    [
        (Unlearnt(WORDS), "Learning from the examples, once; it takes about a minute ...\n"),
        (Likeness(WORDS), ""),
    ],
)
def test_it_says_so_while_it_learns(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    likeness: Likeness,
    said: str,
) -> None:
    """Seconds of nothing would look like a fault; the answer alone stands in the output."""
    learnt = replace(LIBRARY, matchers=dict.fromkeys(LIBRARY.packs, likeness))
    monkeypatch.setattr(ask, "_asked_of", ASKED_OF)
    monkeypatch.setattr(leaflets, "read", lambda folder: learnt)
    assert ask.run(["make-up?", "--day", "1", "--area", "face"]) == commands.FINE
    printed = capsys.readouterr()
    assert printed.err == said
    assert printed.out.startswith("Not yet. Make-up from")


def test_the_text_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """And with --json one object with the names others rely on."""
    assert ask.run(["make-up?", "--day", "1", "--area", "face"]) == commands.FINE
    assert capsys.readouterr().out.startswith("Not yet. Make-up from")
    assert ask.run(["make-up?", "--day", "1", "--json"]) == commands.FINE
    assert list(json.loads(capsys.readouterr().out)) == KEYS


def test_why_tells_likeness_and_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """For whoever writes the texts."""
    ask.run(["make-up?", "--day", "1", "--why"])
    said = capsys.readouterr().out
    assert "likeness: makeup 0.80" in said
    assert "things makeup" in said
    assert "rule: said verdict.not_yet_if, thing_phrase restrictions.makeup" in said
    assert "sure_from" in said


def test_why_tells_what_the_second_look_made_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How like an alarm it was told, and which sign was calmed."""
    library = with_likeness(with_second_look(LIBRARY, {"film": (0.0, 0.01)}))
    monkeypatch.setattr(ask, "_asked_of", ASKED_OF)
    monkeypatch.setattr(leaflets, "read", lambda folder: library)
    ask.run(["in the film he cant breathe or concealer?", "--day", "1", "--why"])
    said = capsys.readouterr().out
    assert "told like an emergency 0.0, like a same-day sign 0.01" in said
    assert "the client is asked whether it is so now" in said
    assert "I understood that it is not so with you now." in said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["hello", "--batch", "-"],
        ["hello", "--area", "elbow"],
        ["hello", "--language", "xx"],
        ["hello", "--day", "soon"],
        ["hello", "--day", "1e9"],
        ["--batch", "no-such-file.jsonl"],
    ],
)
def test_what_is_asked_wrongly_is_told(arguments: list[str]) -> None:
    """Status 2, as for every command."""
    with pytest.raises(SystemExit) as ended:
        ask.run(arguments)
    assert ended.value.code == commands.WRONG_USE


def test_a_batch_answers_line_by_line_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its id, whatever the id is."""
    lines = [
        {"id": "b", "text": "make-up?", "day": 1, "area": "face", "lang": "en"},
        {"id": 7, "text": "hello", "day": None, "area": None, "lang": "en"},
    ]
    typed(monkeypatch, *(json.dumps(line) for line in lines))
    assert ask.run(["--batch", "-"]) == commands.FINE
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["id"], each["kind"]) for each in out] == [("b", "topic"), (7, "greeting")]
    assert list(out[0]) == ["id", *KEYS]


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        "[1, 2]",
        '{"id": "x"}',
        '{"id": "x", "text": 5}',
        '{"id": "x", "text": "hi", "day": "monday"}',
        '{"id": "x", "text": "hi", "day": true}',
        '{"id": "x", "text": "hi", "area": "elbow"}',
        '{"id": "x", "text": "hi", "area": 5}',
        '{"id": "x", "text": "hi", "lang": "xx"}',
    ],
)
def test_a_broken_line_is_told_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """An id of null and an error in its place; status 1 at the end."""
    typed(monkeypatch, line, json.dumps({"id": "good", "text": "hello", "day": 1}))
    assert ask.run(["--batch", "-"]) == commands.FAULTS
    out = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert [each["id"] for each in out] == [None, "good"]
    assert out[0]["error"]


def test_a_batch_is_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With empty lines and a mark at its start."""
    path = tmp_path / "some.jsonl"
    path.write_text('\ufeff{"id": 1, "text": "make-up?", "day": 2}\n\n', encoding="utf-8")
    assert ask.run(["--batch", str(path)]) == commands.FINE
    assert json.loads(capsys.readouterr().out)["topic"] == "makeup"
