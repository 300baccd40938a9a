"""The entry point: `competentie`, and `python -m competentie`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; `--version` by itself needs no more than this.

    One short run needs neither a search for cyclic garbage nor a tidy interpreter at the end: leaving both
    out saves a fifth of the time that a person waits (measured, docs/decisions.md).
    """
    if sys.argv[1:] == ["--version"]:
        from competentie import __version__

        sys.stdout.write(f"competentie {__version__}\n")
        return
    gc.disable()
    from competentie.cli import run

    code = run()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
