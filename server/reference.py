"""The API's reference as one page of plain HTML, made from the OpenAPI document; it loads nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16191d}
h2{margin-top:2.5rem;border-bottom:1px solid #c3cad2}code,pre{font-family:ui-monospace,Consolas,monospace;font-size:.9rem}
pre{background:#f3f5f7;padding:.8rem;overflow-x:auto}section{margin:1.5rem 0}dt{font-weight:600}b{color:#0a4a8c}"""


@router.get("/docs")
def reference(request: Request) -> HTMLResponse:
    """The reference."""
    return HTMLResponse(reference_html(request.app.openapi()))


def reference_html(document: Mapping[str, Any]) -> str:
    """Every operation by tag, with its parameters and an example of its body."""
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append(_operation(path, method, operation))
    body = "".join(f"<h2>{escape(tag)}</h2>{''.join(rows)}" for tag, rows in groups.items())
    info = document["info"]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}: API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><main>'
        f"<h1>{escape(info['title'])}: API</h1><p>{escape(info['description'])}</p>"
        f'<p>Machine-readable: <a href="/openapi.json">/openapi.json</a></p>{body}</main></body></html>'
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    parameters = "".join(
        f"<dt><code>{escape(p['name'])}</code> ({p['in']})</dt><dd>{escape(p.get('description', ''))}</dd>"
        for p in operation.get("parameters", [])
    )
    listed = f"<dl>{parameters}</dl>" if parameters else ""
    return (
        f"<section><h3><b>{method.upper()}</b> <code>{escape(path)}</code></h3>"
        f"<p>{escape(operation.get('description', ''))}</p>{listed}{_examples(operation)}</section>"
    )


def _examples(operation: Mapping[str, Any]) -> str:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    found = [example for content in contents for example in content.get("examples", {}).values()]
    return "".join(
        f"<p>{escape(e.get('summary', ''))}</p><pre>{escape(json.dumps(e.get('value'), ensure_ascii=False, indent=2))}</pre>"
        for e in found
    )
