"""Let nothing be left out: `pytest -p tests.whole` fails where a test was skipped because something is not installed.

A test that cannot run on this system says why in other words and stays skipped.
"""

from __future__ import annotations

import pytest

LACKING = ("needs ", "could not import ")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the tests that lack something."""
    for row in _lacking(terminalreporter):
        terminalreporter.write_line(f"not run: {row}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that left tests out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and _lacking(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _lacking(reporter: pytest.TerminalReporter) -> list[str]:
    rows = []
    for report in reporter.stats.get("skipped", ()):
        reason = report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
        if reason.startswith(LACKING):
            rows.append(f"{report.nodeid}: {reason}")
    return rows
