"""What the user is told of a host that does not answer, or says no."""

from __future__ import annotations

from requests.exceptions import ProxyError, RequestException, RetryError, SSLError

from ftpolicy.changes.refusal import shown
from ftpolicy.errors import FtpolicyError
from ftpolicy.review.host import ForbiddenError
from ftpolicy.review.patience import TIMES

_MENDS = (
    (SSLError, "its certificate is not trusted; name yours in `REQUESTS_CA_BUNDLE`"),
    (ProxyError, "the proxy does not answer; see `HTTPS_PROXY` and `NO_PROXY`"),
    (RetryError, f"it was busy or broken {TIMES + 1} times in a row (429 or 5xx); run again later"),
)


def unreachable(name: str, api: str, why: RequestException) -> FtpolicyError:
    """No answer at all; the error's own text may hold a proxy's password, so it is left out."""
    mend = next((words for kind, words in _MENDS if isinstance(why, kind)), type(why).__name__)
    return FtpolicyError(f"{name} cannot be asked at `{shown(api)}`: {mend}")


def refused(name: str, what: str, needs: str, status: int, said: str) -> FtpolicyError:
    """The answer of a host that says no to `what`; `needs` is the permission for it."""
    words = f"{status} `{shown(said)}`" if said else f"{status}"
    if "rate limit" in said.lower():
        return FtpolicyError(f"the rate limit of {name} is used up ({words}); run again later")
    if status == 401:
        return FtpolicyError(f"{name} does not know the token ({words}); give it one that is valid")
    if status in (403, 404):
        return ForbiddenError(f"the token may not {what} ({words}); it needs {needs}")
    return FtpolicyError(f"{name} failed to {what}: {words}")


def odd(name: str, what: str) -> FtpolicyError:
    return FtpolicyError(f"{name} answered with something else when asked to {what}")
