"""The addresses of the service, a module a resource; all but a few lie under ``/books/{book}``."""

from api.routes.accounts import router as accounts
from api.routes.batch import router as batch
from api.routes.blocks import router as blocks
from api.routes.books import router as books
from api.routes.budget import router as budget
from api.routes.bulletins import router as bulletins
from api.routes.coding import router as coding
from api.routes.comments import router as comments
from api.routes.conservation import router as conservation
from api.routes.devices import router as devices
from api.routes.doubts import router as doubts
from api.routes.forms import router as forms
from api.routes.health import router as health
from api.routes.households import router as households
from api.routes.inspections import router as inspections
from api.routes.keys import router as keys
from api.routes.log import router as log
from api.routes.pay import router as pay
from api.routes.persons import router as persons
from api.routes.phases import router as phases
from api.routes.posts import router as posts
from api.routes.readings import router as readings
from api.routes.responsibility import router as responsibility
from api.routes.sample import router as sample
from api.routes.self_registration import router as self_registration
from api.routes.session import router as session
from api.routes.staffing import router as staffing
from api.routes.states import router as states
from api.routes.tables import router as tables
from api.routes.tasks import router as tasks
from api.routes.timelines import router as timelines
from api.routes.traces import router as traces
from api.routes.visits import router as visits
from api.routes.workdays import router as workdays

ROUTERS = (
    health,
    session,
    self_registration,
    accounts,
    books,
    log,
    phases,
    posts,
    responsibility,
    staffing,
    devices,
    blocks,
    visits,
    forms,
    households,
    comments,
    keys,
    persons,
    sample,
    coding,
    batch,
    traces,
    timelines,
    states,
    tables,
    pay,
    workdays,
    budget,
    tasks,
    inspections,
    bulletins,
    doubts,
    conservation,
    readings,
)
"""In the order in which the description lists them."""
