"""What `validate` shows: text, JSON, or annotations; in GitHub Actions text and annotations both."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competentie.cli.session import Session
from competentie.files.places import shown

if TYPE_CHECKING:
    from competentie.validate.reports import Setting
    from competentie.validate.validator import Report

FORMATS: Final = ("full", "concise", "json", "github")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a run, and how to show it."""

    session: Session
    report: "Report"
    setting: "Setting"
    given: Mapping[Path, bytes]
    """Contents that stand for what is on disk, also where lines are quoted."""

    def show(self, format: str) -> None:
        """Print them in one of the `FORMATS`; what could not be checked is narration, or in the JSON itself."""
        # docs.github.com/actions, "Default environment variables"
        on_github = os.environ.get("GITHUB_ACTIONS") == "true"
        if format == "json":
            self._print_json()
        elif on_github:
            self._log(format)
        elif format == "github":
            self._annotate()
        else:
            self._print(format)
            self._summarise()
        if not on_github:
            for note in self.report.skipped:
                self.session.note(note)

    def _log(self, format: str) -> None:
        """Print the text where nothing in it is a command, then the annotations.

        The runner reads both streams, in an order of its own, so all that names a file goes to one of them.
        """
        import secrets

        from competentie.validate.reports import resumed, stopped

        token = secrets.token_hex()
        self.session.write(stopped(token))
        self._print("concise" if format == "concise" else "full")
        for note in () if self.session.quiet else self.report.skipped:
            self.session.say(self.session.words(note))
        self.session.write(resumed(token))
        self._annotate()
        self._summarise()

    def _print(self, format: str) -> None:
        if format == "full":
            given = {shown(path): content for path, content in self.given.items()}
            self.session.show_findings(self.report.found, sys.stdout, given)
            return
        from competentie.page.findings import concise

        for one in self.report.found:
            self.session.write(concise(one, self.session.words) + "\n")

    def _print_json(self) -> None:
        from competentie.validate.reports import document

        self.session.write_data(document(self.report, self.setting))

    def _annotate(self) -> None:
        from competentie.validate.reports import annotations

        self.session.write_data(annotations(self.report.found, self.setting))

    def _summarise(self) -> None:
        """Say how many findings there are: numbers only, which cannot be taken for anything else."""
        from competentie.page.findings import summary

        if not self.session.quiet:
            self.session.tell(summary(self.report.found, len(self.report.checked), self.session.words))
