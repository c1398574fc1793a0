"""Who may add and delete documents: holders of the editor key, or, where no key is set, people on this machine."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.errors import EditorOnly


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: the address of its sender, and its headers (names in lower case)."""

    host: str
    headers: Mapping[str, str]


def check_editor(caller: Caller, key: str, given: str = "") -> None:
    """Raise EditorOnly unless the caller may edit; `given` is a key typed on the page, else the header counts."""
    check_same_site(caller)
    if key:
        sent = given or caller.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not hmac.compare_digest(sent.encode(), key.encode()):
            raise EditorOnly(
                "Adding and deleting documents needs the editor key; give it and try again.",
                "Ajouter et supprimer des documents demande la clé d'édition; donnez-la et réessayez.",
            )
    elif not is_local(caller):
        raise EditorOnly(
            "Documents can be added and deleted only on the machine that runs the service; "
            "set LHSIA_EDITOR_KEY there to allow it from elsewhere with that key.",
            "Des documents ne peuvent être ajoutés et supprimés que sur la machine qui exécute le service; réglez-y LHSIA_EDITOR_KEY pour le permettre d'ailleurs avec cette clé.",
        )


def check_same_site(caller: Caller) -> None:
    """Raise EditorOnly for a request that a page of another site made a browser send."""
    origin = caller.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != caller.headers.get("host", ""):
        raise EditorOnly(
            "The request comes from a page of another site; open this service's own page.",
            "La demande vient de la page d'un autre site; ouvrez la page de ce service.",
        )


def is_local(caller: Caller) -> bool:
    """Whether the sender is this machine itself, under its own name, and not a proxy that passes requests on."""
    if any(name in caller.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    asked = urlsplit(f"//{caller.headers.get('host', '')}").hostname or ""
    return _is_loopback(caller.host) and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
