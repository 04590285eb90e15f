"""The command line: what each command is called and who does it.

Only click is imported here. A command's module is loaded when the command is called, so that `--help` starts at once.

Exit codes: 0 answered, 1 internal error, 2 the command or a data file is wrong, 3 no answer or a requirement fails,
4 under- or over-determined or undecided, 130 interrupted. What was asked for goes to stdout, all else to stderr.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from mlsysim_sym import __version__

PROGRAM = "mlsysim-sym"
COMPLETION = "_MLSYSIM_SYM_COMPLETE"
YOUNG = 50_000  # objects made before the collector looks: a short question makes few that it could free
SECTIONS = {
    "Questions": {
        "solve": ("asking", "Answer a question, forwards or backwards."),
        "plan": ("asking", "Show which law gives what, without solving."),
        "derive": ("asking", "Show the steps that lead to the answer."),
        "explain": ("comparing", "Show where a value comes from and what moves it."),
        "compare": ("comparing", "Ask the same of several records or values."),
        "sweep": ("sweeping", "Ask a question at every point of a grid."),
        "sensitivity": ("sensing", "Show what moves an answer most."),
        "uncertainty": ("spreading", "Show how sure an answer is."),
        "feasible": ("regions", "Show what is allowed, and what binds."),
        "optimize": ("optimizing", "Find the best of what may be chosen."),
        "roofline": ("roofing", "Show what devices reach at an arithmetic intensity."),
        "run": ("replaying", "Replay a saved question."),
        "score": ("scoring", "Judge a scenario: does it fit, does it perform, what does it cost."),
    },
    "The book": {
        "show": ("showing", "Show a law, variable, record, solver, choice, scenario or source."),
        "list": ("listing", "List or search what there is."),
        "cite": ("citing", "List the sources of a law, record or answer."),
        "provenance": ("scoring", "Show who says a number, of a record or of an answer."),
    },
    "Data in": {
        "import": ("importing", "Make a record of a model from its configuration."),
        "freshness": ("freshness", "List the numbers that may have gone stale."),
        "refresh": ("refreshing", "Fetch prices or grid intensities as a dated snapshot."),
    },
    "Authors": {
        "check": ("checking", "Judge every law and record."),
        "validate": ("validating", "Compare laws with published results."),
        "calibrate": ("calibrating", "Fit the constants of a device on measured rows."),
        "compile": ("compiling", "Prepare the whole book ahead of questions."),
        "export": ("exporting", "Print a law, an answer or a derivation for a document."),
        "report": ("reporting", "Write a scenario's report: scorecard, derivations, provenance, pictures."),
    },
}
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}
EXAMPLES = """
  mlsysim-sym solve ridge_point peak_throughput="989.4 TFLOP/s" \\
      memory_bandwidth="3.35 TB/s"
  mlsysim-sym solve batch_size --solver llm_decode --on h100_sxm \\
      --model llama_3_70b --choose precision=bf16 tensor_parallel_degree=4 \\
      context_length="8192 token" 'time_per_output_token<=30 ms'
  mlsysim-sym list laws --giving kv_cache_size
  mlsysim-sym show roofline
"""


class Commands(click.Group):
    """The group of all commands: loads them when called and turns every error into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Return the names in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        """Load a command's module and return the command, None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"mlsysim_sym.commands.{COMMANDS[cmd_name][0]}")
        return getattr(module, f"{cmd_name}_command")  # type: ignore[no-any-return]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; raise an error with the nearest names for an unknown one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from mlsysim_sym.commands.faults import unknown_command

            raise unknown_command(args[0], list(COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """Write the table of commands from what stands above, without loading them."""
        for section, entries in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, about) for name, (_, about) in entries.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """Write the examples and the exit codes."""
        formatter.write(f"\nExamples:{EXAMPLES}")
        formatter.write("\nExit codes: 0 answered, 1 internal error, 2 wrong command or data file,\n")
        formatter.write("3 no answer or a requirement fails, 4 too little or too much given,\nor not judged, 130 interrupted.\n")

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> Any:  # noqa: ANN401
        """Run a command line and exit with its code (return the code with `standalone_mode=False`)."""
        if COMPLETION in os.environ:
            return super().main(args, prog_name or PROGRAM, COMPLETION, **extra)
        standalone = extra.pop("standalone_mode", True)
        arguments = sys.argv[1:] if args is None else list(args)
        code = self._run(arguments, prog_name or PROGRAM, extra)
        return sys.exit(code) if standalone else code

    def _run(self, arguments: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        try:
            with self.make_context(prog_name, list(arguments), **extra) as context:
                code = self.invoke(context)
            sys.stdout.flush()
        except click.exceptions.Exit as finished:
            return finished.exit_code
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (every error becomes a message)
            from mlsysim_sym.commands.faults import report

            return report(error, arguments)
        return int(code or 0)


@click.group(
    cls=Commands, no_args_is_help=False, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Ask questions of a cited law book for ML systems, forwards or backwards.

    A question names unknowns and gives values: TARGET... key="value unit".
    """
    if os.environ.get("NO_COLOR"):
        context.color = False
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main() -> None:
    """Run the command line."""
    gc.set_threshold(YOUNG)
    cli.main(prog_name=PROGRAM)
