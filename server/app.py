"""create_app: a workplace in, the HTTP service out."""

from __future__ import annotations

from fastapi import FastAPI

from server.assembly import Workplace, open_workplace
from server.limits import MEGABYTE, Guard, RateLimiter
from server.metrics import Measured, Metrics
from server.problems import add_handlers
from server.reference import router as reference_router
from server.routes_answer import router as answer_router
from server.routes_chat import router as chat_router
from server.routes_health import router as health_router
from server.routes_library import router as library_router
from server.routes_mcp import mcp_lifespan, mcp_route
from server.routes_records import router as records_router
from server.routes_saved import router as saved_router
from server.routes_tools import router as tools_router
from server.service import Service
from server.settings import read_settings
from server.wire import ProblemOut

DESCRIPTION = """Answers questions about Ontario's law and policy on integrating health services. Every statement carries a
citation, and every quote is a piece of the stored passage, character for character. Errors are problem details (RFC 9457).

This is not legal advice: check the source before you rely on it."""

PROBLEM = {"model": ProblemOut, "content": {"application/problem+json": {}}, "description": "A problem."}


def create_app(workplace: Workplace) -> FastAPI:
    """The API over a workplace."""
    settings = workplace.settings
    app = FastAPI(
        title="LHSIA Assistant",
        version="1",
        description=DESCRIPTION,
        docs_url=None,  # the framework's pages load scripts from other sites
        redoc_url=None,
        responses={"4XX": PROBLEM, "5XX": PROBLEM},
        lifespan=mcp_lifespan,
    )
    app.state.service = Service(workplace)
    app.state.metrics = Metrics()
    app.add_middleware(
        Guard,
        limiter=RateLimiter(settings.rate_per_minute),
        upload_limit=(settings.max_upload_mb + 1) * MEGABYTE,
    )
    app.add_middleware(Measured, metrics=app.state.metrics)
    add_handlers(app)
    for router in (
        answer_router,
        library_router,
        records_router,
        tools_router,
        saved_router,
        chat_router,
        health_router,
        reference_router,
    ):
        app.include_router(router)
    app.router.routes.append(mcp_route)
    return app


def app_from_environment() -> FastAPI:
    """The API for `uvicorn --factory server.app:app_from_environment`."""
    return create_app(open_workplace(read_settings()))
