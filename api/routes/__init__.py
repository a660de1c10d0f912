"""The addresses of the service, a module a resource; all but a few lie under ``/books/{book}``."""

from api.routes.accounts import router as accounts
from api.routes.batch import router as batch
from api.routes.blocks import router as blocks
from api.routes.books import router as books
from api.routes.forms import router as forms
from api.routes.health import router as health
from api.routes.households import router as households
from api.routes.keys import router as keys
from api.routes.log import router as log
from api.routes.persons import router as persons
from api.routes.readings import router as readings
from api.routes.session import router as session
from api.routes.states import router as states
from api.routes.tables import router as tables
from api.routes.timelines import router as timelines
from api.routes.traces import router as traces

ROUTERS = (
    health,
    session,
    accounts,
    books,
    log,
    blocks,
    forms,
    households,
    keys,
    persons,
    batch,
    traces,
    timelines,
    states,
    tables,
    readings,
)
"""In the order in which the description lists them."""
