"""The API of GitLab by python-gitlab (the extra `gitlab`), with our patience and our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import gitlab
from gitlab.exceptions import GitlabError
from requests import Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException

from ftpolicy.errors import FtpolicyError
from ftpolicy.review.access import Access
from ftpolicy.review.host import ForbiddenError
from ftpolicy.review.patience import TIMEOUT, patience
from ftpolicy.review.trouble import refused, unreachable

NAME = "GitLab"


class AbsentError(ForbiddenError):
    """Nothing is there, or nothing that this token may see."""


class UnfitError(FtpolicyError):
    """The request was understood and not taken."""


class Api:
    """What is asked of GitLab; `what` and `needs` are said when it answers no."""

    def __init__(self, asked: Access) -> None:
        self._address = asked.api
        session = Session()
        session.max_redirects = 0  # the token would go with it
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=patience()))
        self._client = gitlab.Gitlab(
            asked.api.removesuffix("/api/v4"),
            private_token=asked.token,
            ssl_verify=asked.bundle or True,
            timeout=TIMEOUT,
            user_agent="ftpolicy",
            keep_base_url=True,
            session=session,
        )

    def all(
        self, path: str, what: str, needs: str, asked: Mapping[str, object] | None = None
    ) -> list[object]:
        """What stands on all pages."""
        sent = {**(asked or {}), "per_page": 100}
        with self._asking(what, needs):
            return list(self._client.http_list(path, sent, get_all=True))

    def get(
        self, path: str, what: str, needs: str, asked: Mapping[str, object] | None = None
    ) -> object:
        with self._asking(what, needs):
            return self._client.http_get(path, query_data=dict(asked or {}))

    def post(self, path: str, what: str, needs: str, asked: Mapping[str, object]) -> object:
        with self._asking(what, needs):
            return self._client.http_post(path, post_data=dict(asked))

    def put(self, path: str, what: str, needs: str, asked: Mapping[str, object]) -> None:
        with self._asking(what, needs):
            self._client.http_put(path, post_data=dict(asked))

    @contextmanager
    def _asking(self, what: str, needs: str) -> Iterator[None]:
        try:
            yield
        except GitlabError as why:
            status = why.response_code or 0
            kind = {400: UnfitError, 404: AbsentError, 422: UnfitError}.get(status)
            told = refused(NAME, what, needs, status, _said(why))
            raise (kind(str(told)) if kind else told) from why
        except RequestException as why:
            raise unreachable(NAME, self._address, why) from why


def _said(why: GitlabError) -> str:
    said: object = why.error_message  # not always the text that its type says
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
