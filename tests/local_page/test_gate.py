"""Which requests the local page answers: checks 2 to 5 of a local page, by themselves."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from digitrans.local_page.gate import KEY_HEADER, MAX_BODY, Door, owner_of, refusal, same

DOOR = Door(4321, "path", "secret")
GET = {"Host": "127.0.0.1:4321"}
POST = {
    "Host": "127.0.0.1:4321",
    "Origin": "http://127.0.0.1:4321",
    "Content-Type": "application/json",
    "Content-Length": "2",
    KEY_HEADER: "secret",
}


class Told:
    """Headers as the server has them; a list is one that is there several times."""

    def __init__(self, headers: dict[str, str | list[str] | None]) -> None:
        self.headers = headers

    def get_all(self, name: str) -> list[str] | None:
        found = self.headers.get(name)
        return found if isinstance(found, list) or found is None else [found]


def test_our_own_requests_are_answered() -> None:
    assert refusal("GET", Told({**GET}), DOOR) is None
    assert refusal("POST", Told({**POST}), DOOR) is None
    assert refusal("POST", Told({**POST, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"}), DOOR) is None


HOSTS = (
    "evil.example", "localhost", "localhost:4321", "0.0.0.0:4321", "127.0.0.1", "127.0.0.1:4322", "[::1]:4321",
    "127.0.0.1:4321.evil.example", "127.1:4321", "2130706433:4321", "127.0.0.1:04321", "", None,
    ["127.0.0.1:4321", "127.0.0.1:4321"], ["127.0.0.1:4321", "evil.example"],
)  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("host", HOSTS, ids=str)
def test_the_host_is_ours_once_and_no_other(method: str, host: str | list[str] | None) -> None:
    headers = POST if method == "POST" else GET
    assert refusal(method, Told({**headers, "Host": host}), DOOR) in (HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST)


WRONG: list[tuple[str, str | list[str] | None]] = [
    ("Origin", None),
    ("Origin", "null"),
    ("Origin", "http://127.0.0.1:4322"),
    ("Origin", "http://localhost:4321"),
    ("Origin", "https://127.0.0.1:4321"),
    ("Origin", "http://127.0.0.1:4321/"),
    ("Origin", ["http://127.0.0.1:4321", "http://127.0.0.1:4321"]),
    ("Content-Type", None),
    ("Content-Type", "text/plain"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "text/plain; application/json"),
    (KEY_HEADER, None),
    (KEY_HEADER, ""),
    (KEY_HEADER, "secre"),
    (KEY_HEADER, "secret2"),
    (KEY_HEADER, "sécret"),
    (KEY_HEADER, ["secret", "secret"]),
    ("Sec-Fetch-Site", "same-site"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", ["same-origin", "cross-site"]),
    ("Transfer-Encoding", "chunked"),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=str)
def test_a_change_comes_from_our_page_alone(name: str, value: str | list[str] | None) -> None:
    assert refusal("POST", Told({**POST, name: value}), DOOR) in (HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize("length", [None, "", "-1", "+2", "2.0", "٣", "0x2", "9" * 5000, str(MAX_BODY + 1), ["2", "2"]])
def test_a_body_has_one_length_that_is_no_more_than_an_answer_needs(length: str | list[str] | None) -> None:
    assert refusal("POST", Told({**POST, "Content-Length": length}), DOOR) is not None


@pytest.mark.parametrize("site", ["same-site", "cross-site", "evil"])
def test_no_other_page_leads_here(site: str) -> None:
    assert refusal("GET", Told({**GET, "Sec-Fetch-Site": site}), DOOR) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("use", ["script", "image", "iframe", "style", "empty"])
def test_a_page_is_opened_and_never_used_by_another(use: str) -> None:
    assert refusal("GET", Told({**GET, "Sec-Fetch-Dest": use}), DOOR) == HTTPStatus.FORBIDDEN
    assert refusal("GET", Told({**GET, "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}), DOOR) is None


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_loading_ahead_uses_nothing_up(header: str) -> None:
    assert refusal("GET", Told({**GET, header: "prefetch"}), DOOR) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "HEAD", "TRACE", "CONNECT", "get"])
def test_other_methods_are_refused(method: str) -> None:
    assert refusal(method, Told({**POST}), DOOR) == HTTPStatus.FORBIDDEN


def test_a_secret_is_compared_whole_whatever_it_is_made_of() -> None:
    assert same("secret", "secret")
    assert not any(same(told, "secret") for told in ("", "Secret", "secret ", "\udcff", "ø"))


CONNECTIONS = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:10E1 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1
   1: 0100007F:C350 0100007F:10E1 01 00000000:00000000 00:00000000 00000000  1001        0 2
   2: 0100007F:10E1 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 3
   3: 0200007F:C351 0100007F:10E1 01 00000000:00000000 00:00000000 00000000  1002        0 4
   4: broken
"""


def test_whose_connection_it_is_stands_in_the_table_of_the_system() -> None:
    assert owner_of(CONNECTIONS, 0xC350, 0x10E1) == 1001
    assert owner_of(CONNECTIONS, 0xC351, 0x10E1) is None, "another address"
    assert owner_of(CONNECTIONS, 0xC352, 0x10E1) is None and owner_of("", 1, 2) is None
