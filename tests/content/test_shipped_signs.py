"""The signs that are shipped, most in English: each is reached, on its days, not before them."""

import pytest

from bot.core.triage import Condition, read
from tests.content.shipped_signs import signs

REACHED = {
    "self_harm": ("i dont want to be alive anymore", 10),
    "heart_after_minoxidil": ("chest pain since i used minoxidil", 5),
    "after_numbing": ("numbing cream still on and im twitching", 0),
    "early_numbing_signs": ("metallic taste in my mouth", 0),
    "several_numbing_signs": ("ringing ears and dizzy", 0),
    "airway_swelling": ("my lips are swelling", 0),
    "breathing_trouble": ("im struggling to breathe", 0),
    "voice_gone": ("my voice has gone hoarse", 0),
    "allergy_whole_body": ("hives everywhere and im dizzy", 0),
    "blue_or_grey": ("her lips are blue", 0),
    "stroke": ("one side of my face is drooping", 3),
    "limb_numb": ("my left arm is numb", 3),
    "collapse": ("he collapsed at the door", 0),
    "fainted": ("i passed out on the bus", 0),
    "heart_or_chest": ("my heart is racing and wont slow down", 2),
    "eye_emergency": ("everything is blurry in one eye", 2),
    "eye_with_fever": ("eye swollen shut and a fever", 2),
    "eczema_with_sores": ("my eczema is covered in painful sores", 4),
    "spreading_fast": ("the redness is spreading by the hour", 2),
    "purple_or_black": ("the skin is turning black", 3),
    "pain_out_of_proportion": ("the pain is unbearable", 3),
    "very_high_fever": ("temperature of 39.2", 3),
    "fever_and_very_ill": ("fever and shivering", 3),
    "confused_or_blotchy": ("he is suddenly confused", 3),
    "heavy_bleeding": ("blood is pouring out", 0),
    "dizzy": ("i feel dizzy", 1),
    "ears_ringing": ("ringing in my ears", 3),
    "pus_or_smell": ("pus is coming out", 3),
    "still_oozing": ("it is still oozing", 3),
    "getting_worse": ("it is redder and hotter", 2),
    "better_then_worse": ("it was getting better but now its worse", 2),
    "one_side_hot": ("only the left cheek is hot", 3),
    "streaks_or_glands": ("red streaks up my neck", 3),
    "painful_hot_swollen": ("the skin is painful and hot", 3),
    "infected": ("i think its infected", 3),
    "fever": ("temp of 38.4", 2),
    "very_ill": ("i feel dreadful", 2),
    "cold_sore": ("a cold sore is coming", 2),
    "eye_area_warm": ("skin around my eye is hot", 2),
    "eye_area_swollen": ("swollen under my eye", 3),
    "eye_closing": ("eye nearly shut", 2),
    "swelling_on_one_side": ("swollen only on one side", 2),
    "swelling_more": ("swelling is getting worse", 2),
    "swelling_late": ("still swollen", 4),
    "pain_rising": ("it hurts more every day", 2),
    "pain_strong": ("my cheek is throbbing", 2),
    "hives_or_rash": ("ive got hives on my back", 1),
    "reaction_to_product": ("im allergic to the cream", 1),
    "firm_lumps": ("hard lumps under my skin", 5),
    "late_lumps": ("a lump on my forehead", 20),
    "patches": ("dark patches are appearing", 20),
    "lines_dents_scars": ("marks like tram tracks", 30),
    "redness_after_a_week": ("my face is bright red", 8),
    "redness_after_two_weeks": ("still pink", 15),
    "bleeding_goes_on": ("it wont stop bleeding", 0),
    "bleeding_late": ("its bleeding again", 2),
    "bruise_large": ("the bruise is spreading", 1),
    "blisters_or_burns": ("ive got blisters", 2),
    "numb_area": ("my cheek is numb", 3),
    "redness_days_4_to_7": ("bright red", 5),
    "faint_pink_after_a_week": ("very faint pink", 8),
    "swelling_day_3": ("my cheeks are swollen", 3),
    "sunburnt": ("i got sunburnt", 5),
    "still_sore": ("still sore", 4),
    "now_pregnant": ("i just found out im pregnant", 12),
    "now_on_isotretinoin": ("i have started roaccutane", 12),
    "now_on_blood_thinner": ("i started warfarin", 12),
    "needle_hygiene": ("was the needle clean", 2),
    "redness": ("a bit red", 1),
    "redness_fading": ("the redness is fading", 5),
    "swelling": ("slightly puffy", 1),
    "swelling_going_down": ("the swelling is going down", 3),
    "soreness": ("it stings", 1),
    "tightness": ("my skin is tight", 1),
    "flaking": ("peeling", 4),
    "itch": ("a bit itchy", 3),
    "pinpoint_blood": ("tiny scabs", 2),
    "clear_ooze": ("some ooze", 1),
    "small_spots": ("a few spots", 5),
}
FACE = "my face is bright red"
BOUNDARIES = [
    (FACE, 71, "routine"),
    (FACE, 167, "routine"),
    (FACE, 168, "same_day"),
    ("swollen on one side", 47, "routine"),
    ("swollen on one side", 48, "same_day"),
    ("slightly swollen", 71, "routine"),
    ("still swollen", 96, "same_day"),
    ("swelling is going down", 72, "routine"),
    ("it hurts more than yesterday", 47, "routine"),
    ("it hurts more than yesterday", 48, "same_day"),
    ("clear sticky ooze", 24, "routine"),
    ("it is oozing", 72, "same_day"),
    ("hotter and redder than before", 23, "routine"),
    ("hotter and redder than before", 24, "same_day"),
    ("puffy under my eyes", 24, "routine"),
    ("puffy under my eyes", 72, "same_day"),
    ("my cheek is numb", 3, None),
    ("my cheek is numb", 24, "same_day"),
    ("metallic taste in my mouth", 47, "emergency"),
    ("metallic taste in my mouth", 48, "same_day"),
    ("tongue swollen", 0, "emergency"),
    ("tongue swollen", 2000, "emergency"),
    ("temp 38.9", 72, "same_day"),
    ("temp 39", 72, "emergency"),
    ("a few bruises", 239, "routine"),
    ("a few bruises", 240, None),
]


def test_every_sign_is_in_the_table() -> None:
    """A new sign needs a sentence that reaches it."""
    assert set(REACHED) == {each.name for each in signs("en").signs}


@pytest.mark.parametrize("name", REACHED)
def test_every_sign_is_reached(name: str) -> None:
    """A plain sentence on the right day finds the sign."""
    text, day = REACHED[name]
    found = read(text, signs("en"), Condition(hours=day * 24, areas=("face",))).findings
    assert name in {each.sign for each in found}


@pytest.mark.parametrize(("text", "hours", "urgent"), BOUNDARIES)
def test_each_day_has_its_own_answer(text: str, hours: float, urgent: str | None) -> None:
    """The same words an hour before and after a limit (CLINICAL section 6) differ."""
    found = read(text, signs("en"), Condition(hours=hours, areas=("face",))).urgency
    assert (None if found is None else found.value) == urgent


GAPS = [
    ("me ha quedado un hueco en la agenda el martes", None),
    ("no me dejan coger hueco en la agenda", None),
    ("teneis un hueco nuevo esta semana?", None),
    ("me ha quedado un hueco en la mejilla", "same_day"),
    ("mis mejillas tienen un hueco nuevo", "same_day"),
    ("el lunes me salió un hueco en la frente", "same_day"),
    ("me acabo de encontrar un hueco en la cara", "same_day"),
    ("he cogido hueco en la agenda porque me ha salido un hueco en la mejilla", "same_day"),
]


@pytest.mark.parametrize(("text", "urgent"), GAPS)
def test_a_gap_in_the_calendar_is_no_dent_in_the_skin(text: str, urgent: str | None) -> None:
    """Spanish has one word for both: what is booked does not alarm, what is in the skin does."""
    condition = Condition(hours=35 * 24, areas=("face",), language="es")
    found = read(text, signs("es"), condition).urgency
    assert (None if found is None else found.value) == urgent
