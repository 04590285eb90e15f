"""Hold fetching: what arrives is whole, from where it should be, and every way of failing is an error with its address."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import subprocess
import sys
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest

from mlsysim_sym.sourcing.errors import RateLimitError, SourceError
from mlsysim_sym.sourcing.fetching import _allowed, fetched
from mlsysim_sym.sourcing.jsonstream import Malformed, Scanner
from tests.unit.sourcing.servers import CERTIFICATE, Answer, serving


def read(url: str, **parts: Any) -> bytes:
    with fetched(url, **parts) as body:
        return body.file.read()


def test_a_body_arrives_whole_and_hashed() -> None:
    text = b"x" * 3_000_000
    with serving({"/a": Answer(text)}) as server, fetched(f"{server.url}/a") as body:
        assert body.file.read() == text
        assert (body.size, body.digest) == (len(text), hashlib.sha256(text).hexdigest())
    assert server.requests[0][1]["user-agent"].startswith("mlsysim-sym/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.org/a", "only HTTPS is"),
        ("file:///etc/passwd", "only HTTPS is"),
        ("ftp://127.0.0.1/a", "only HTTPS is"),
        ("//127.0.0.1/a", "only HTTPS is"),
        ("https://user:hush@example.org/a", "carries no password"),
    ],
)
def test_addresses_that_are_not_fetched(url: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=401), "answers 401: the key is missing or wrong"),
        (Answer(status=403), "answers 403: the key does not allow this"),
        (Answer(status=404), "answers 404: there is nothing there"),
        (Answer(status=500), "answers 500"),
        (Answer(b'{"a": 1', length=100), "ends after 7 of 100 bytes"),
        (Answer(b"{}", length=5_000_000_000), "has 5000000000 bytes, more than"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "redirects to `file:///etc/passwd`, and only HTTPS"),
        (Answer(status=302, headers={"Location": "http://example.org/"}), "only HTTPS is"),
        (Answer(status=302), "answers 302"),
    ],
)
def test_answers_that_are_no_good(answer: Answer, said: str) -> None:
    with serving({"/a": answer}) as server, pytest.raises(SourceError, match=said) as caught:
        read(f"{server.url}/a")
    assert caught.value.exit_code == 2
    assert caught.value.url


def test_a_body_of_unknown_length_is_bounded_too() -> None:
    with serving({"/a": Answer(b"x" * 3000, length=-1)}) as server:
        assert len(read(f"{server.url}/a", largest=3000)) == 3000
        with pytest.raises(SourceError, match="more than 2999 bytes"):
            read(f"{server.url}/a", largest=2999)


def test_a_piece_that_breaks_off() -> None:
    broken = Answer(b"5\r\nhello\r\n9\r\nwor", headers={"Transfer-Encoding": "chunked"}, length=-1)
    with serving({"/a": broken}) as server, pytest.raises(SourceError, match="ends after"):
        read(f"{server.url}/a")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # urllib leaves a socket to the collector
@pytest.mark.parametrize("answer", [Answer(wait=5.0), Answer(b"{}", stall=5.0)])
def test_silence_ends(answer: Answer) -> None:
    with serving({"/a": answer}) as server, pytest.raises(SourceError, match=r"no answer within 0\.2 s"):
        read(f"{server.url}/a", seconds=0.2)
    gc.collect()


def test_nobody_there() -> None:
    with serving({}) as server:
        url = server.url
    with pytest.raises(SourceError, match="cannot be reached: connection refused"):
        read(f"{url}/a")


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [("120", 120, 120), ("in 90 s", 80, 91), (formatdate(0, usegmt=True), 0, 0)],
)
def test_a_source_that_asks_to_wait(said: str, low: int, high: int) -> None:
    moment = formatdate(time() + 90, usegmt=True) if said == "in 90 s" else said
    answer = Answer(status=429, headers={"Retry-After": moment})
    with serving({"/a": answer}) as server, pytest.raises(RateLimitError, match="asks to wait") as caught:
        read(f"{server.url}/a")
    assert low <= (caught.value.wait or 0) <= high
    assert caught.value.to_dict()["wait"] == caught.value.wait


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}])
def test_a_source_that_does_not_say_how_long(headers: dict[str, str]) -> None:
    with serving({"/a": Answer(status=429, headers=headers)}) as server, pytest.raises(RateLimitError) as caught:
        read(f"{server.url}/a")
    assert caught.value.wait is None


def test_redirects_are_followed_a_few_times() -> None:
    steps: dict[str, Any] = {f"/{n}": Answer(status=302, headers={"Location": f"/{n - 1}"}) for n in range(1, 10)}
    with serving({**steps, "/0": Answer(b"here")}) as server:
        assert read(f"{server.url}/3") == b"here"
        with pytest.raises(SourceError, match="more than 3 redirects"):
            read(f"{server.url}/5")


def test_a_redirect_in_a_circle() -> None:
    circle = Answer(status=301, headers={"Location": "/a"})
    with serving({"/a": circle}) as server, pytest.raises(SourceError, match="more than 3 redirects"):
        read(f"{server.url}/a")


def test_a_key_stays_with_its_host() -> None:
    with serving({"/b": Answer(b"there")}) as other, serving({"/b": Answer(b"here")}) as server:
        server.answers["/away"] = Answer(status=302, headers={"Location": f"{other.url}/b"})
        server.answers["/near"] = Answer(status=302, headers={"Location": "/b"})
        assert read(f"{server.url}/near", secret={"auth-token": "s3cret"}) == b"here"
        assert read(f"{server.url}/away", secret={"auth-token": "s3cret"}) == b"there"
    assert [headers.get("auth-token") for _, headers in server.requests] == ["s3cret"] * 3
    assert "auth-token" not in other.requests[0][1]


# --- TLS ----------------------------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_signed_is_refused() -> None:
    said = "the certificate is refused: self-signed certificate"
    with serving({"/a": Answer(b"secret")}, CERTIFICATE) as server, pytest.raises(SourceError, match=said):
        read(f"{server.url}/a")
    assert server.requests == []


def test_a_redirect_may_not_leave_https() -> None:
    with pytest.raises(SourceError, match="redirects out of HTTPS"):
        _allowed("http://127.0.0.1/b", "https://example.org/a")


@pytest.mark.parametrize(("host", "said"), [("127.0.0.1", "b'here'"), ("localtest.invalid", "cannot be reached")])
def test_trust_alone_decides(host: str, said: str) -> None:
    """The same server is read where its certificate is trusted, by what OpenSSL reads for every program."""
    code = (
        "import sys\n"
        "from mlsysim_sym.sourcing.fetching import fetched\n"
        "from mlsysim_sym.errors import MlsysimError\n"
        "try:\n"
        "    with fetched(sys.argv[1]) as body: print(body.file.read())\n"
        "except MlsysimError as error: print(error)\n"
    )
    with serving({"/a": Answer(b"here")}, CERTIFICATE) as server:
        url = f"{server.url}/a".replace("127.0.0.1", host)
        trusting = {**os.environ, "SSL_CERT_FILE": str(CERTIFICATE), "no_proxy": "*"}
        done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=True, env=trusting)
    assert said in done.stdout


def test_nothing_turns_verification_off() -> None:
    folder = Path(__file__).parents[3] / "mlsysim_sym"
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("CERT_NONE", "_create_unverified_context", "check_hostname = False", "check_hostname=False"):
            assert word not in text, path


# --- JSON in pieces -----------------------------------------------------------------------------------------------------


def scanner(text: str) -> Scanner:
    return Scanner(io.BytesIO(text.encode()))


def test_members_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlsysim_sym.sourcing.jsonstream.CHUNK", 3)
    text = '{"a": {"b": [1, 2.5e3], "ü\\"": {}}, "c": {"d": {"e": 12345}}, "f": null}'
    made: dict[str, Any] = {}
    found = scanner(text)
    for name in found.members():
        if name == "a":
            made[name] = {inner: found.value() for inner in found.members()}
        elif name == "c":
            found.skip()
        else:
            made[name] = found.value()
    found.end()
    assert made == {"a": {"b": [1, 2500.0], 'ü"': {}}, "f": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends early"), ('{"a": 1', "ends early"), ('{"a": [1, 2', "ends early"), ('{"a', "ends early"),
        ('{"a": }', "expecting value|ends early"), ("{a: 1}", "a name is expected"), ('{"a" 1}', "`:` is expected, not `1`"),
        ('{"a": 1 "b": 2}', "`}` is expected"), ('{"a": 1,}', "a name is expected"), ('{"a": 1} 2', "something follows"),
        ("[1]", "`{` is expected"),
    ],
)  # fmt: skip
def test_text_that_is_no_json(text: str, said: str) -> None:
    found = scanner(text)

    def through() -> None:
        for _ in found.members():
            found.value()
        found.end()

    with pytest.raises(Malformed, match=said):
        through()


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(Malformed, match="not UTF-8"):
        Scanner(io.BytesIO(b'{"a": "\xff"}')).value()
