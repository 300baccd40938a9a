"""Make the pictures of the docs from the shipped examples: `python docs/pictures/make.py [FOLDER]`.

What they show is what the program writes: pages of its PDF, and a screen of the interview in `docs/assess.md`.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

import typst

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHARP = 100  # points to an inch
PERSON = ("person", "examples/ratings.yaml")
TEAM = ("team", "examples/beoordelingen.xlsx", "--profile", "opleidingscoordinator", "--by", "afdeling")
PAGES = (  # the picture, the report, its page, and how much of a sheet of 297 mm is shown
    ("person", PERSON, 1, 202),
    ("talk", PERSON, 2, 156),
    ("team", TEAM, 1, 206),
)
PAGE = b"""\
#set page(width: 210mm, height: eval(sys.inputs.high), margin: 0pt)
#place(top + left, image("report.pdf", page: int(sys.inputs.page), width: 210mm, height: 297mm))
#place(top + left, rect(width: 100%, height: 100%, stroke: 1pt + luma(190)))
"""
SCREEN = b"""\
#set page(width: auto, height: auto, margin: 14pt, fill: rgb("#1b2230"))
#set text(font: "DejaVu Sans Mono", size: 9pt, fill: rgb("#e6e9ef"))
#for line in json(bytes(sys.inputs.lines)) {
  box(raw(line.at(0)) + text(fill: rgb("#8ec2ff"), raw(line.at(1))))
  linebreak()
}
"""


def png(source: bytes, folder: Path, **inputs: str) -> bytes:
    """Return a page of typst as a picture, in the fonts that typst brings along."""
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(source, root=folder, font_paths=fonts, sys_inputs=inputs)
    return cast("bytes", compiler.compile(format="png", ppi=SHARP))


def report(arguments: tuple[str, ...], folder: Path) -> None:
    """Let the program write `report.pdf`."""
    command = [sys.executable, "-m", "competentie", "--lang", "nl", "report", *arguments, "-q"]
    subprocess.run([*command, "-o", folder / "report.pdf"], cwd=ROOT, check=True)


def screen(competency: str) -> str:
    """Return what stands on the screen when the interview comes to a competency, as JSON: said and typed, per line."""
    blocks = (ROOT / "docs" / "assess.md").read_text(encoding="utf-8").split("\n\n")
    shown = next(block for block in blocks if f"\n{competency}:" in f"\n{block}")
    lines = [line.partition(" > ") for line in shown.splitlines()]
    return json.dumps([(said + prompt, typed) for said, prompt, typed in lines])


def main(target: Path) -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture, arguments, page, high in PAGES:
            report(arguments, folder)
            (target / f"{picture}.png").write_bytes(png(PAGE, folder, page=str(page), high=f"{high}mm"))
        (target / "interview.png").write_bytes(png(SCREEN, folder, lines=screen("Samenwerken")))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
