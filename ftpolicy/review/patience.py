"""How long a host is waited for: a few times, and never longer than a minute at once."""

from __future__ import annotations

from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from ftpolicy.errors import FtpolicyError

LONGEST = 60
"""Seconds that a host may ask us to wait."""

TIMES = 4
TIMEOUT = 30
_PASSING = (429, 500, 502, 503, 504)
_NOT_DONE = (429, 503)


class _Patience(Retry):
    """Waits as the host asks, within limits.

    What creates something is repeated only after answers that say that nothing was done.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if status_code == 403:  # GitHub's secondary limit; without a time it is a refusal
            return has_retry_after
        if method.upper() == "POST":
            return status_code in _NOT_DONE
        return status_code in _PASSING

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        wanted = self.get_retry_after(response)
        if wanted is not None and wanted > LONGEST:
            raise FtpolicyError(
                f"the host asks to wait {round(wanted)} seconds ({response.status});"
                " run again later"
            )
        return super().sleep_for_retry(response)


def patience() -> Retry:
    return _Patience(
        total=TIMES,
        backoff_factor=1,
        allowed_methods=frozenset(("GET", "PATCH", "PUT")),
        raise_on_status=True,
    )
