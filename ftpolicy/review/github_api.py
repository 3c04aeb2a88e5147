"""The API of GitHub by PyGithub (the extra `github`), with our patience and our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import github
from github.GithubException import GithubException
from requests.exceptions import RequestException

from ftpolicy.errors import FtpolicyError
from ftpolicy.review.access import Access
from ftpolicy.review.fields import text
from ftpolicy.review.host import ForbiddenError
from ftpolicy.review.patience import TIMEOUT, patience
from ftpolicy.review.trouble import odd, refused, unreachable

NAME = "GitHub"
_MOST_PAGES = 100


class AbsentError(ForbiddenError):
    """Nothing is there, or nothing that this token may see."""


class UnfitError(FtpolicyError):
    """The request was understood and not taken."""


class Api:
    """What is asked of GitHub; `what` and `needs` are said when it answers no."""

    def __init__(self, asked: Access) -> None:
        self._address = asked.api
        client = github.Github(
            auth=github.Auth.Token(asked.token),
            base_url=asked.api,
            timeout=TIMEOUT,
            user_agent="ftpolicy",
            verify=asked.bundle or True,
            retry=patience(),
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        self._client = client.requester

    def all(
        self,
        path: str,
        what: str,
        needs: str,
        asked: Mapping[str, object] | None = None,
        most_pages: int = _MOST_PAGES,
    ) -> Iterator[object]:
        """What stands on all pages; one that is missing is an error, never a shorter list."""
        for page in range(1, most_pages + 1):
            sent = {**(asked or {}), "per_page": 100, "page": page}
            with self.asking(what, needs):
                headers, answer = self._client.requestJsonAndCheck("GET", path, parameters=sent)
            if not isinstance(answer, list):
                raise odd(NAME, what)
            yield from answer
            if 'rel="next"' not in str(headers.get("link", "")):
                return
        raise FtpolicyError(f"GitHub has over {most_pages} pages where ftpolicy was to {what}")

    def found(self, path: str, what: str, needs: str) -> object:
        """The answer, None where nothing is there."""
        try:
            return self.ask("GET", path, what, needs)
        except AbsentError:
            return None

    def ask(
        self, verb: str, path: str, what: str, needs: str, asked: Mapping[str, object] | None = None
    ) -> object:
        sent = dict(asked) if asked is not None else None
        query, body = (sent, None) if verb == "GET" else (None, sent)
        with self.asking(what, needs):
            return self._client.requestJsonAndCheck(verb, path, query, None, body)[1]

    @contextmanager
    def asking(self, what: str, needs: str) -> Iterator[None]:
        try:
            yield
        except GithubException as why:
            kind = {404: AbsentError, 422: UnfitError}.get(why.status)
            told = refused(NAME, what, needs, why.status, text(why.data, "message"))
            raise (kind(str(told)) if kind else told) from why
        except RequestException as why:
            raise unreachable(NAME, self._address, why) from why
        except (RuntimeError, AttributeError, TypeError) as why:  # what PyGithub does not expect
            raise odd(NAME, what) from why
