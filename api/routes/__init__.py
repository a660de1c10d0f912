"""The addresses of the service, a module a resource; all but a few lie under ``/books/{book}``."""

from api.routes.accounts import router as accounts
from api.routes.batch import router as batch
from api.routes.blocks import router as blocks
from api.routes.books import router as books
from api.routes.forms import router as forms
from api.routes.health import router as health
from api.routes.households import router as households
from api.routes.readings import router as readings
from api.routes.session import router as session
from api.routes.tables import router as tables
from api.routes.traces import router as traces

ROUTERS = (
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
"""In the order in which the description lists them."""
