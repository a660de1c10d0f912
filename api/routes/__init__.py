"""The addresses of the service, a module a resource; all but a few lie under ``/books/{book}``."""

from api.routes import (
    accounts,
    batch,
    blocks,
    books,
    forms,
    health,
    households,
    readings,
    session,
    tables,
    traces,
)

ROUTERS = tuple(
    module.router
    for module in (
        health,
        session,
        accounts,
        books,
        blocks,
        forms,
        households,
        batch,
        traces,
        tables,
        readings,
    )
)
"""In the order in which the description lists them."""
