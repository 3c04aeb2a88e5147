"""The repositories of the organisation acme of GitHub, and of the group acme/ml of GitLab."""

from __future__ import annotations

from typing import Any

from tests.review.server import NOT_FOUND, Answer, Route, State

BRANCH = {"name": "main", "protected": False, "protection": {"enabled": False}}


def protected(*checks: str, level: str = "non_admins") -> dict[str, Any]:
    """A branch of GitHub whose own protection requires these checks."""
    required = {
        "enforcement_level": level,
        "contexts": list(checks),
        "checks": [{"context": each, "app_id": 15368} for each in checks],
    }
    protection = {"enabled": True, "required_status_checks": required}
    return {"name": "main", "protected": True, "protection": protection}


def ruled(*checks: str) -> dict[str, Any]:
    """A rule of a ruleset that requires these checks."""
    required = [{"context": each, "integration_id": 15368} for each in checks]
    asked = {"required_status_checks": required, "strict_required_status_checks_policy": False}
    return {"type": "required_status_checks", "ruleset_id": 1, "parameters": asked}


def workflow(path: str, repository: int) -> dict[str, Any]:
    """A rule that requires a workflow of some repository."""
    file = {"path": path, "repository_id": repository, "ref": "refs/heads/main"}
    return {"type": "workflows", "parameters": {"workflows": [file]}}


def repository(state: State, name: str, **more: Any) -> dict[str, Any]:
    """A repository of acme, as GitHub lists it."""
    one = {
        "id": state.number(),
        "name": name,
        "full_name": f"acme/{name}",
        "default_branch": "main",
        "archived": False,
        "fork": False,
        "clone_url": f"{state.url}/acme/{name}.git",
    }
    state.repositories.append({**one, **more})
    return state.repositories[-1]


def project(state: State, path: str, **more: Any) -> dict[str, Any]:
    """A project, as GitLab lists it."""
    one = {
        "id": state.number(),
        "path_with_namespace": path,
        "default_branch": "main",
        "archived": False,
        "http_url_to_repo": f"{state.url}/{path}.git",
    }
    state.repositories.append({**one, **more})
    return state.repositories[-1]


def _known(state: State, path: str) -> Answer | Any:
    return state.projects.get(path, NOT_FOUND)


ROUTES: tuple[Route, ...] = (
    ("GET", "/orgs/acme/repos", lambda it: it.repositories),
    ("GET", "/repos/acme/[^/]+/branches/.+", lambda it: it.branch or NOT_FOUND),
    ("GET", "/repos/acme/[^/]+/rules/branches/.+", lambda it: it.rules),
    ("GET", "/api/v4/groups/acme/ml/projects", lambda it: it.repositories),
    ("GET", "/api/v4/(?:groups|projects)/(.+)", _known),
)
