"""The verbs of ``census-ledger``, and what it says when something goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import typer

from api.cli import (
    acting,
    archiving,
    asking,
    bulletins,
    checking,
    coding,
    commanding,
    conservation,
    destroying,
    doubts,
    finding,
    keeping,
    key_keeping,
    past,
    pay,
    phases,
    posts,
    proving,
    registering,
    responsibility,
    rules,
    sampling,
    self_registration,
    serving,
    signing_in,
    simulating,
    staffing,
    tracing,
    verifying,
    witnessing,
    work_plan,
    workdays,
)
from api.cli.output import err, say_problem
from api.cli.standard_output import leave_unread, standard_output
from api.cli.tracing import PURPOSES
from api.cli.usage import EXIT_STATUS, MISUSE, shows_help, usage_problem
from api.cli.wording import reasons_told
from api.client import ServiceProblem
from api.database import data_directory_problem
from api.problems import problem_body, says_itself
from api.settings import Settings
from domain.reasons import AmendReason, CorrectReason, EpochReason, ReturnReason

app = typer.Typer(
    name="census-ledger",
    help="人口普查登记账簿 / A sealed ledger of a census's registrations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("run")(serving.run)
app.command("serve")(serving.serve)
app.command("demo-reset")(serving.demo_reset)
app.command("login")(signing_in.login)
app.command("simulate")(simulating.simulate)
app.command("check")(checking.check)
app.command("rules")(rules.rules)
app.command("register")(registering.register)
app.command("submit")(acting.submit)
app.command("return", epilog=reasons_told(ReturnReason))(acting.return_household)
app.command("amend", epilog=reasons_told(AmendReason))(acting.amend)
app.command("approve")(acting.approve)
app.command("correct", epilog=reasons_told(CorrectReason))(acting.correct)
app.command("act")(commanding.act)
app.command("phases")(phases.phases)
app.command("issue-code")(self_registration.issue_code)
app.command("posts")(posts.posts)
app.command("units")(posts.units)
app.command("devices")(posts.devices)
app.command("chain")(responsibility.chain)
app.command("staffing")(staffing.staffing)
app.command("cross-check")(doubts.cross_check)
app.command("doubts")(doubts.doubts)
app.command("conservation")(conservation.conservation)
app.command("destroy-keys")(destroying.destroy_keys)
app.command("find-person", epilog=PURPOSES)(finding.find_person)
app.command("index-persons")(finding.index_persons)
app.add_typer(tracing.trace_app, name="trace")
app.add_typer(past.timeline_app, name="timeline")
app.add_typer(past.state_app, name="state")
app.add_typer(sampling.sample_app, name="sample")
app.add_typer(coding.coding_app, name="coding")
app.command("table")(asking.table)
app.command("progress")(asking.progress)
app.command("pay")(pay.pay)
app.command("workdays")(workdays.workdays)
app.command("budget")(pay.budget)
app.command("tasks")(work_plan.tasks)
app.command("inspections")(work_plan.inspections)
app.command("bulletin")(bulletins.bulletin)
app.command("verify")(verifying.verify)
app.command("verify-proof")(verifying.verify_proof_file)
app.command("rebuild")(keeping.rebuild)
app.command("archive")(archiving.archive)
app.command("restore")(archiving.restore)
app.command("prove")(proving.prove)
app.command("export-log")(proving.export_log)
app.command("witness")(witnessing.witness)
app.command("begin-epoch", epilog=reasons_told(EpochReason))(witnessing.begin_log_epoch)
app.command("rotate-wrapping-key")(key_keeping.rotate_wrapping_key)


_CHECKS = frozenset({"verify", "verify-proof", "pay", "bulletin"})
"""Verbs whose exit code 1 is what they found: all that keeps them from it ends with 2."""


def main() -> None:
    """Run a verb; a problem, told in both languages, ends with exit code 1.

    A misuse ends with 2, and so does a check that could not be made: that is no finding.
    """
    # Not every failure passes through the verb: what it printed may be refused when it is over.
    checks = not _CHECKS.isdisjoint(sys.argv[1:2])
    failed = EXIT_STATUS if checks else 1
    try:
        status = _run(failed)
    except SystemExit:
        # The library of the terminal ends the process itself where nobody reads any more.
        if not checks:
            raise
        leave_unread()
        status = failed
    except Exception as fault:  # noqa: BLE001 - it keeps its trace, and a check its exit code
        sys.excepthook(type(fault), fault, fault.__traceback__)
        status = failed
    sys.exit(status)


def _run(failed: int) -> int:
    """The exit status of a verb; ``failed`` is that of one that did not come to its end."""
    try:
        with standard_output():
            status: int = app(standalone_mode=False) or 0
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the answer has had enough of it.
        return failed
    except typer.Abort:
        err.print("已中止 / aborted")
    except MISUSE as misuse:
        if not shows_help(misuse):
            say_problem(usage_problem(misuse))
        return EXIT_STATUS
    except ServiceProblem as problem:
        say_problem(problem.body)
    except Exception as error:
        said = _said(error)
        if said is None:
            raise
        say_problem(said)
    return failed


def _said(error: Exception) -> Mapping[str, Any] | None:
    """An error in words, where it has any; what has none is a fault of ours and keeps its trace."""
    if isinstance(error, OSError):
        error = data_directory_problem(Settings.from_environment(), error) or error
    if says_itself(error):
        return problem_body(error)
    code = getattr(error, "code", None)
    if not isinstance(code, str):
        return None
    # The domain's errors of use say both languages in one text.
    zh, _, en = str(error).partition(" / ")
    return {"code": code, "title_zh": zh, "title": en}
