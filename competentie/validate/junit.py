"""A report in the XML of JUnit, which nearly every CI shows as test results.

A file without errors and warnings is a test that passes, each error or warning one that fails, each check that
could not be made one that was skipped. Advice fails nothing: it stands in the output of the suite.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from competentie.core.findings import Diagnostic, Severity
from competentie.core.message import Message
from competentie.core.version import __version__
from competentie.page.findings import concise
from competentie.page.language import Words
from competentie.validate.setting import Setting, slashed
from competentie.validate.wording import title, told

if TYPE_CHECKING:
    from competentie.validate.validator import Report

NAME: Final = "competentie"

# What is no character in XML 1.0, section 2.2; such a one cannot even be written as a reference.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: "Report", setting: Setting) -> str:
    """Return the findings as a suite of tests."""
    words = setting.words
    failing = [one for one in report.found if one.severity is not Severity.ADVICE]
    advice = [one for one in report.found if one.severity is Severity.ADVICE]
    cases = [*_passed(report, failing), *_failed(failing, words), *_skipped(report.skipped, words)]
    root = Element("testsuites")
    suite = SubElement(
        root,
        "testsuite",
        name=NAME,
        package=NAME,
        id="0",
        hostname="localhost",
        timestamp=setting.time,
        tests=str(len(cases)),
        failures=str(len(failing)),
        errors="0",
        skipped=str(len(report.skipped)),
        time="0",
    )
    SubElement(SubElement(suite, "properties"), "property", name="version", value=__version__)
    suite.extend(cases)
    SubElement(suite, "system-out").text = _characters("\n".join(concise(one, words) for one in advice))
    SubElement(suite, "system-err")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _passed(report: "Report", failing: list[Diagnostic]) -> Iterator[Element]:
    wrong = {one.path for one in failing}
    for path in dict.fromkeys(report.checked):
        if path not in wrong:
            yield _case(slashed(path), slashed(path))


def _failed(failing: list[Diagnostic], words: Words) -> Iterator[Element]:
    names: Counter[tuple[str, str]] = Counter()  # some readers keep only the last of two tests with the same name
    for one in failing:
        name = f"{title(one)} {one.span.line}:{one.span.column}"
        names[one.path, name] += 1
        again = names[one.path, name]
        case = _case(slashed(one.path), name if again == 1 else f"{name} ({again})")
        message = _characters(words(one.message))
        failure = SubElement(case, "failure", message=message, type=title(one))
        failure.text = _characters("\n".join([concise(one, words), *told(one, words)[1:]]))
        yield case


def _skipped(skipped: list[Message], words: Words) -> Iterator[Element]:
    for message in skipped:
        why = _characters(words(message))
        case = _case(NAME, why)
        SubElement(case, "skipped", message=why)
        yield case


def _case(classname: str, name: str) -> Element:
    return Element("testcase", classname=_characters(classname), name=_characters(name), time="0")


def _characters(text: str) -> str:
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)
