"""Whom the page's server refuses: other names, other pages, and facts that do not fit."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.simulator import page_guard, page_server
from tests.simulator.watcher import ANN, Browser, new_show, watching


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A served page and who looks at it."""
    async with watching() as browser:
        yield browser


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": "localhost.evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "api/state", "api/events", "media/2001/1"])
async def test_another_name_or_another_page_is_refused(
    browser: Browser, headers: dict[str, str], path: str
) -> None:
    """Rebound names and foreign pages see nothing, not even that a message exists."""
    async with browser.session.get(f"{browser.address}/{path}", headers=headers) as answer:
        assert answer.status == 403


async def test_a_change_from_another_page_is_refused(browser: Browser) -> None:
    """A form or script elsewhere cannot press buttons; neither can who names no origin."""
    for headers in ({"Origin": "http://evil.example"}, {}):
        async with browser.session.post(
            f"{browser.address}/api/text", json={"phone": ANN, "text": "x"}, headers=headers
        ) as answer:
            assert answer.status == 403
    assert (await browser.phone(ANN))["messages"] == []


async def test_the_other_names_of_this_computer_are_served(browser: Browser) -> None:
    """localhost is as good as 127.0.0.1."""
    port = browser.address.rpartition(":")[2]
    headers = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    async with browser.session.post(
        f"{browser.address}/api/text", json={"phone": ANN, "text": "x"}, headers=headers
    ) as answer:
        assert answer.status == 200


async def test_it_is_served_on_loopback_only() -> None:
    """Nobody can open it to the network by mistake."""
    assert "0.0.0.0" not in page_guard.LOOPBACK_HOSTS  # noqa: S104
    with pytest.raises(ValueError, match="loopback only"):
        await page_server.serve(await new_show(), host="192.0.2.1")


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("text", {}),
        ("text", {"phone": ANN}),
        ("text", {"phone": ANN, "text": 5}),
        ("text", {"phone": ANN, "text": "  "}),
        ("text", {"phone": ANN, "text": "x" * 20_001}),
        ("text", {"phone": 1, "text": "x"}),
        ("text", {"phone": True, "text": "x"}),
        ("tap", {"phone": ANN, "message": 99, "index": 0}),
        ("edit", {"phone": ANN, "message": 99, "text": "x"}),
        ("photo", {"phone": ANN, "content": "not base64!"}),
        ("phone", {"name": "Eve"}),
        ("jump", {}),
        ("nonsense", {"phone": ANN}),
    ],
)
async def test_facts_that_do_not_fit_are_refused_in_a_sentence(
    browser: Browser, verb: str, facts: dict[str, Any]
) -> None:
    """What a page could never send still gets an answer, and changes nothing."""
    refused = await browser.post(verb, 409, **facts)
    assert refused["error"]
    assert (await browser.phone(ANN))["messages"] == []


async def test_what_is_not_json_is_refused(browser: Browser) -> None:
    """A plain form needs no permission in a browser, so it gets none here."""
    headers = {"Origin": browser.address, "Content-Type": "text/plain"}
    for body in ('{"phone": 2001, "text": "x"}', "[]"):
        async with browser.session.post(
            f"{browser.address}/api/text", data=body, headers=headers
        ) as answer:
            assert answer.status == 409
        headers["Content-Type"] = "application/json"
