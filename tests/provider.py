"""A real OpenID provider, as a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import requests

from tests.deploy.compose import free_port


@contextmanager
def running_provider() -> Iterator[str]:
    """The address of a provider that knows whom it is told, with ``claims``."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None
            assert time.monotonic() < deadline
            try:
                requests.get(f"{url}/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def app_at(url: str) -> dict[str, Any]:
    """What the settings say of a provider."""
    told = {"server_url": url, "uid_field": "sub", "oauth_pkce_enabled": True}
    names = {"provider_id": "organisation", "name": "Example Ltd"}
    return {**names, "client_id": "site", "secret": "secret", "settings": told}


def claims(provider: str, sub: str, told: dict[str, Any]) -> None:
    """What the provider says of a person from now on."""
    answer = requests.put(f"{provider}/users/{quote(sub)}", json=told, timeout=10)
    assert answer.status_code == 204, answer.text
