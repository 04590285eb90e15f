"""Fetching over HTTP: certificates always verified, sizes and times bounded, nothing kept that did not arrive whole.

Plain HTTP is refused except on the machine itself. A redirect may not leave HTTPS, and a key is sent to the host that it
is meant for alone. `urllib` and `ssl` of the standard library do the work (docs.python.org/3/library/ssl.html, section
"Best defaults": `create_default_context` verifies certificates and host names).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit

from mlsysim_sym import __version__
from mlsysim_sym.sourcing.errors import RateLimitError, SourceError
from mlsysim_sym.valueclass import frozen

MEGABYTE = 1 << 20
LARGEST = 1024 * MEGABYTE
MOST_REDIRECTS = 3
SECONDS = 30.0
LOCAL = {"127.0.0.1", "::1", "localhost"}
TOO_MANY, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 429, 401, 403, 404
SAYS = {
    UNAUTHORIZED: "the key is missing or wrong", FORBIDDEN: "the key does not allow this", NOT_FOUND: "there is nothing there",
}  # fmt: skip


@frozen
class Body:
    """What arrived: an open temporary file, its address after redirects, size and SHA-256."""

    file: IO[bytes]
    url: str
    size: int
    digest: str


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows few redirects, never out of HTTPS, and leaves keys behind at another host."""

    max_redirections = MOST_REDIRECTS
    secret: tuple[str, ...] = ()

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: ANN401, PLR0917  (urllib's signature)
        """Return the request for the next address, or raise SourceError."""
        try:
            _allowed(newurl, req.full_url)
        except SourceError:
            fp.close()
            raise
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None and urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            for name in self.secret:
                made.remove_header(name.capitalize())
        return made


@contextmanager
def fetched(
    url: str, secret: Mapping[str, str] | None = None, seconds: float = SECONDS, largest: int = LARGEST
) -> Iterator[Body]:
    """Fetch an address into a temporary file, complete and hashed; raise SourceError for all that goes wrong.

    `secret` are headers that go to this host only, `seconds` the longest silence, `largest` the most bytes.
    """
    _allowed(url)
    headers = {"User-Agent": f"mlsysim-sym/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers | dict(secret or {}))  # noqa: S310  (`_allowed` judged the scheme)
    opener = _opener(url, tuple(secret or ()))
    with _caught(url, seconds), opener.open(request, timeout=seconds) as response, TemporaryFile() as file:
        size, digest = _copied(response, file, url, largest)
        file.seek(0)
        yield Body(file, response.url, size, digest)


def _allowed(url: str, before: str = "") -> None:
    """Raise SourceError for an address that is not fetched, or not after another one."""
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise SourceError("an address carries no password", url=f"{parts.scheme}://{parts.hostname}")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        hint = "write https://" if parts.scheme == "http" else "an address starts with https://"
        raise SourceError(f"`{url}` is not fetched: only HTTPS is", url=url, hint=hint)
    if parts.scheme != "https" and urlsplit(before).scheme == "https":
        raise SourceError(f"`{before}` redirects out of HTTPS, to `{url}`", url=url)


def _opener(url: str, secret: tuple[str, ...]) -> urllib.request.OpenerDirector:
    context = ssl.create_default_context()
    redirects = Redirects()
    redirects.secret = secret
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context), redirects]
    if urlsplit(url).hostname in LOCAL:
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)


def _copied(response: Any, file: IO[bytes], url: str, largest: int) -> tuple[int, str]:  # noqa: ANN401  (http.client)
    said = response.headers.get("Content-Length")
    expected = int(said) if said is not None and said.isdigit() else None
    if expected is not None and expected > largest:
        raise SourceError(f"the answer has {expected} bytes, more than {largest}", url=url)
    size, digest = 0, hashlib.sha256()
    while piece := response.read(MEGABYTE):
        size += len(piece)
        if size > largest:
            raise SourceError(f"the answer has more than {largest} bytes", url=url)
        digest.update(piece)
        file.write(piece)
    if expected is not None and size != expected:
        raise SourceError(f"the answer ends after {size} of {expected} bytes", url=url)
    return size, digest.hexdigest()


@contextmanager
def _caught(url: str, seconds: float) -> Iterator[None]:
    """Turn what urllib, ssl and sockets raise into a SourceError."""
    try:
        yield
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error, url) from None
    except TimeoutError:
        raise SourceError(f"no answer within {seconds:g} s", url=url, hint="try again later") from None
    except http.client.IncompleteRead as error:
        raise SourceError(f"the answer ends after {len(error.partial)} bytes of a piece", url=url) from None
    except urllib.error.URLError as error:
        raise _unreached(error.reason, url, seconds) from None
    except (http.client.HTTPException, ssl.SSLError, ConnectionError) as error:
        raise _unreached(error, url, seconds) from None


def _refusal(error: urllib.error.HTTPError, url: str) -> SourceError:
    if error.code == TOO_MANY:
        wait = _seconds(error.headers.get("Retry-After"))
        said = f"the source asks to wait {wait} s" if wait is not None else "the source asks to wait"
        return RateLimitError(said, url=url, wait=wait, hint="run the command again then")
    reason = str(error.reason)
    if "infinite loop" in reason:  # what urllib calls a limit of redirects
        return SourceError(f"more than {MOST_REDIRECTS} redirects", url=url)
    if error.code < UNAUTHORIZED and "not allowed" in reason:
        return SourceError(f"the source redirects to `{error.url}`, and only HTTPS is fetched", url=error.url)
    why = f": {SAYS[error.code]}" if error.code in SAYS else ""
    return SourceError(f"the source answers {error.code}{why}", url=url)


def _seconds(said: str | None) -> int | None:
    """Return how long to wait by a Retry-After header: seconds, or a date (RFC 9110, section 10.2.3)."""
    if said is None:
        return None
    if said.strip().isdigit():
        return int(said)
    try:
        then = parsedate_to_datetime(said)
    except ValueError:
        return None
    now = dt.datetime.now(then.tzinfo)
    return max(0, round((then - now).total_seconds()))


def _unreached(reason: object, url: str, seconds: float) -> SourceError:
    if isinstance(reason, TimeoutError):
        return SourceError(f"no answer within {seconds:g} s", url=url, hint="try again later")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SourceError(f"the certificate is refused: {reason.verify_message}", url=url)
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return SourceError(f"`{urlsplit(url).netloc}` cannot be reached: {str(said).lower()}", url=url)
