"""What is sealed opens with its own key only, tells nothing, and a wrong key is never damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Damaged
from bot.store import seal
from bot.store.seal import PLAIN, Seal, WrongKey
from tests.data_keys import NEW, OLD, OTHER

WORDS = b'{"text":"my cheek is hot"}'
BOTH = Seal([NEW, OLD])


@given(st.binary(max_size=2000))
def test_what_was_sealed_comes_back(data: bytes) -> None:
    """Any bytes, also none, also such as were sealed before."""
    sealed = BOTH.close(data)
    assert (BOTH.open(sealed), BOTH.open(BOTH.close(sealed))) == (data, sealed)


def test_the_first_key_writes_and_all_read() -> None:
    """A folder may hold files of each."""
    assert BOTH.open(Seal([OLD]).close(WORDS)) == WORDS
    assert Seal([NEW]).open(BOTH.close(WORDS)) == WORDS
    with pytest.raises(WrongKey):
        Seal([OLD]).open(BOTH.close(WORDS))


def test_nothing_of_the_words_is_in_the_sealed_bytes() -> None:
    """Nor do two writes of the same look alike, so that nobody sees what stayed as it was."""
    first, second = BOTH.close(WORDS), BOTH.close(WORDS)
    assert first != second
    assert [WORDS[at : at + 4] in first for at in range(len(WORDS) - 4)].count(True) == 0
    assert [part in first for part in (NEW, OLD)] == [False, False]


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_never_opens(at: int, change: int) -> None:
    """Whichever it is: it is damage, or a key that is not there, or no seal any more."""
    whole = bytearray(BOTH.close(WORDS))
    whole[at % len(whole)] ^= change
    with pytest.raises((Damaged, WrongKey)):
        BOTH.open(bytes(whole))


@pytest.mark.parametrize("cut", range(1, 44))
def test_what_is_cut_short_is_damage(cut: int) -> None:
    """Also when so little is left that the key can hardly be told."""
    with pytest.raises(Damaged):
        BOTH.open(BOTH.close(b"")[:cut])


def test_an_empty_file_is_left_to_its_reader() -> None:
    """It is damage of another name."""
    assert BOTH.open(b"") == PLAIN.open(b"") == b""


@pytest.mark.parametrize(
    ("keys", "data", "sentence"),
    [
        ([], BOTH.close(WORDS), "is encrypted and DATA_KEY is empty: write its key into DATA_KEY"),
        ([OTHER], BOTH.close(WORDS), "which DATA_KEY does not hold: add that key to DATA_KEY"),
        ([NEW], WORDS, "is not encrypted, and there is a DATA_KEY: run ./run rotate-key once"),
    ],
    ids=["no key", "another key", "lies open"],
)
def test_a_key_that_does_not_fit_is_told_with_its_mend(
    keys: list[bytes], data: bytes, sentence: str
) -> None:
    """A missing key, another key, and data without a key."""
    with pytest.raises(WrongKey, match=sentence):
        Seal(keys).open(data)


def test_the_mark_tells_which_key_is_wanted() -> None:
    """It is the same wherever it is shown, and not part of the key."""
    (mark,) = Seal([OLD]).marks
    with pytest.raises(WrongKey, match=mark):
        Seal([NEW]).open(Seal([OLD]).close(WORDS))
    assert (BOTH.marks[1], seal.mark_on(Seal([OLD]).close(WORDS))) == (mark, mark)
    assert bytes.fromhex(mark) not in OLD


def test_garbage_is_damage_when_there_is_a_key() -> None:
    """As it is without one, where its reader says so."""
    assert PLAIN.open(b"\0\0\0") == b"\0\0\0"
    with pytest.raises(Damaged):
        BOTH.open(b"\0\0\0")


def test_each_new_key_is_another_one() -> None:
    """43 characters that need no quotes anywhere."""
    keys = {seal.new_key() for _ in range(20)}
    assert (len(keys), {len(each) for each in keys}) == (20, {43})
