"""A forge in a thread: as much of GitHub's and GitLab's API as is used, with its state."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, Any]
Route = tuple[str, str, Callable[..., Any]]
NOT_FOUND: Answer = (404, {"message": "Not Found"})
FORBIDDEN: Answer = (403, {"message": "Resource not accessible by integration"})


@dataclass
class State:
    """What a forge knows and how it is to misbehave; `log` is what it was asked."""

    me: str = "github-actions[bot]"
    head: str = ""
    author: str = "eve"
    people: dict[str, str] = field(default_factory=dict)  # login and its permission or level
    comments: list[dict[str, Any]] = field(default_factory=list)
    line_comments: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    teams: dict[str, list[str]] = field(default_factory=dict)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    threads: list[dict[str, Any]] = field(default_factory=list)
    approved_by: list[dict[str, Any]] = field(default_factory=list)
    reviewers: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    repositories: list[dict[str, Any]] = field(default_factory=list)
    branch: Any = None  # of GitHub: what is said of the default one
    rules: list[dict[str, Any]] = field(default_factory=list)
    projects: dict[str, Any] = field(default_factory=dict)  # of GitLab, and its groups
    read_only: bool = False
    busy: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # answers given first
    refusals: dict[str, Answer] = field(default_factory=dict)  # by a part of `METHOD /path`
    log: list[str] = field(default_factory=list)
    url: str = ""
    next_id: int = 1

    def person(self, login: str) -> dict[str, Any]:
        kind = "Bot" if login.endswith("[bot]") else "User"
        number = sum(ord(char) << place for place, char in enumerate(login))
        return {"id": number, "login": login, "username": login, "type": kind, "state": "active"}

    def number(self) -> int:
        self.next_id += 1
        return self.next_id

    @property
    def writes(self) -> list[str]:
        return [one for one in self.log if not one.startswith("GET ")]


@contextmanager
def serving(state: State, routes: tuple[Route, ...]) -> Iterator[State]:
    """The forge on a free port of localhost."""
    table = [(verb, re.compile(path), answer) for verb, path, answer in routes]

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            url = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else {}
            state.log.append(f"{self.command} {unquote(url.path)}")
            if state.busy:
                status, headers = state.busy.pop(0)
                self._say(status, {"message": "slow down"}, headers)
                return
            query = {key: values[0] for key, values in parse_qs(url.query).items()}
            self._say(*_answered(state, table, self.command, url.path, query, body))

        def _say(self, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

        do_GET = do_POST = do_PATCH = do_PUT = _any  # noqa: N815

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://localhost:{server.server_address[1]}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answered(
    state: State, table: list[Any], verb: str, path: str, query: dict[str, str], body: Any
) -> tuple[int, Any, dict[str, str]]:
    for part, refusal in state.refusals.items():
        if part in f"{verb} {unquote(path)}":
            return (*refusal, {})
    if state.read_only and verb != "GET":
        return (*FORBIDDEN, {})
    for known, pattern, answer in table:
        found = pattern.fullmatch(unquote(path))
        if known == verb and found:
            told = answer(state, *found.groups(), **({"body": body} if verb != "GET" else {}))
            return _paged(state, path, query, *(told if isinstance(told, tuple) else (200, told)))
    return (*NOT_FOUND, {})


def _paged(
    state: State, path: str, query: dict[str, str], status: int, answer: Any
) -> tuple[int, Any, dict[str, str]]:
    if not isinstance(answer, list):
        return status, answer, {}
    size, page = min(int(query.get("per_page", 20)), 100), int(query.get("page", 1))
    more = len(answer) > size * page
    link = f'<{state.url}{path}?per_page={size}&page={page + 1}>; rel="next"'
    return status, answer[size * (page - 1) : size * page], {"Link": link} if more else {}
