"""The projects of a group of GitLab and of those below it, and whether pipelines must succeed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ftpolicy.model.audit import Guard
from ftpolicy.review.access import Access
from ftpolicy.review.fields import at, number, text
from ftpolicy.review.fleet import Listed
from ftpolicy.review.gitlab_api import NAME, Api
from ftpolicy.review.trouble import odd

_READING = "the scope `read_api` and the role Reporter"
_SUCCEEDS = "only_allow_merge_if_pipeline_succeeds"
_SKIPPED = "allow_merge_on_skipped_pipeline"


class GitLabFleet:
    """A group's projects, the oldest first, so that a new one moves no page."""

    name = NAME

    def __init__(self, asked: Access) -> None:
        self._api = Api(asked)
        self._groups: dict[str, object] = {}

    def repositories(self, path: str) -> Iterator[Listed]:
        what = f"list the projects of `{path}`"
        asked = {
            "include_subgroups": "true",
            "with_shared": "false",
            "order_by": "id",
            "sort": "asc",
        }
        for one in self._api.all(f"/groups/{quote(path, safe='')}/projects", what, _READING, asked):
            yield _listed(one, what)

    def guard(self, one: Listed) -> Guard:
        """By the project, else by the groups around it, whose setting its own does not show.

        https://gitlab.com/gitlab-org/gitlab/-/issues/539216
        """
        what = f"read what `{one.path}` requires"
        project = self._api.get(f"/projects/{quote(one.path, safe='')}", what, _READING)
        own = at(project, _SUCCEEDS)
        if not isinstance(own, bool):
            raise odd(NAME, what)
        around = list(self._around(one.path)) if not own else []
        asked = any(at(it, _SUCCEEDS) is True for it in (project, *around))
        skipped = any(at(it, _SKIPPED) is True for it in (project, *around))
        return Guard(pipelines=asked and not skipped)

    def _around(self, path: str) -> Iterator[object]:
        while "/" in path:
            path = path.rpartition("/")[0]
            if path not in self._groups:
                what, quiet = f"read the group `{path}`", {"with_projects": "false"}
                url = f"/groups/{quote(path, safe='')}"
                self._groups[path] = self._api.get(url, what, _READING, quiet)
            yield self._groups[path]


def _listed(value: object, what: str) -> Listed:
    path = text(value, "path_with_namespace")
    if not path:
        raise odd(NAME, what)
    return Listed(
        path=path,
        id=number(value, "id"),
        branch=text(value, "default_branch"),
        archived=at(value, "archived") is True,
        fork=at(value, "forked_from_project") is not None,
        address=text(value, "http_url_to_repo"),
    )
