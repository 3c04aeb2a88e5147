"""A forge over HTTPS in a thread: its API, and private repositories that git fetches by a token."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "ghp_s3cretOfTheForge"


@dataclass
class HttpsForge:
    """`answers` is the API by path; `redirects` sends git elsewhere; `seen` is what was asked."""

    folder: Path
    certificate: Path
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)  # path, Authorization
    url: str = ""

    def list(self, *names: str, **more: Any) -> None:
        """Repositories of acme, as GitHub lists them."""
        _, known = self.answers.setdefault("/api/v3/orgs/acme/repos", (200, []))
        for name in names:
            path = f"acme/{name}"
            known.append(
                {
                    "id": len(known) + 1,
                    "full_name": path,
                    "default_branch": "main",
                    "archived": False,
                    "fork": False,
                    "clone_url": f"{self.url}/{path}.git",
                    **more,
                }
            )

    @property
    def fetched(self) -> list[str]:
        """The repositories that git asked for, each once."""
        paths = (path.partition(".git/")[0] for path, _ in self.seen if ".git/" in path)
        return list(dict.fromkeys(paths))


@contextmanager
def serving(folder: Path, certificate: Path) -> Iterator[HttpsForge]:
    """The forge on a free port of localhost, with the bare repositories of a folder."""
    forge = HttpsForge(folder, certificate)

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            given = self.headers.get("Authorization", "")
            path, _, query = self.path.partition("?")
            forge.seen.append((path, given))
            if path in forge.redirects:
                self._say(302, b"", {"Location": f"{forge.redirects[path]}?{query}"})
            elif ".git/" not in path:
                status, answer = forge.answers.get(path, (404, {"message": "Not Found"}))
                allowed = given == f"token {TOKEN}"
                status = status if allowed else 401
                self._say(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})
            elif given != basic("x-access-token"):
                self._say(401, b"", {"WWW-Authenticate": 'Basic realm="acme"'})
            else:
                self._git(path, query)

        def _git(self, path: str, query: str) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            variables = {
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "PATH": os.environ["PATH"],
            }
            done = subprocess.run(
                ["git", "http-backend"],
                input=self.rfile.read(size),
                capture_output=True,
                check=True,
                env=variables,
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            lines = [line.split(": ", 1) for line in head.decode().split("\r\n")]
            headers = {name: value for name, value in lines if name != "Status"}
            status = next((int(it[1][:3]) for it in lines if it[0] == "Status"), 200)
            self._say(status, body, headers)

        def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

        do_GET = do_POST = _any  # noqa: N815

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    forge.url = f"https://localhost:{server.server_address[1]}"
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def basic(user: str) -> str:
    """What git sends for a token."""
    return f"Basic {b64encode(f'{user}:{TOKEN}'.encode()).decode()}"


def certificate(path: Path) -> Path:
    """A key and a certificate of localhost that signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    return path
