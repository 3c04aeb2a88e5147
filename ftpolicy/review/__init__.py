"""A report on a pull or merge request: comments, a request for changes, approvals."""

from __future__ import annotations

from ftpolicy.errors import FtpolicyError
from ftpolicy.review.host import Host
from ftpolicy.review.target import Target


def connect(target: Target) -> Host:
    """The host of a target; its library is an extra and imported only here."""
    try:
        if target.host == "gitlab":
            from ftpolicy.review.gitlab import GitLab

            return GitLab(target)
        from ftpolicy.review.github import GitHub

        return GitHub(target)
    except ModuleNotFoundError as why:
        library = {"github": "PyGithub", "gitlab": "python-gitlab"}[target.host]
        raise FtpolicyError(
            f"`{library}` is not installed; run `pip install 'ftpolicy[{target.host}]'`"
        ) from why
