"""The entry point: `competentie`, and `python -m competentie`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; `--version` by itself needs no more than this.

    One short run needs neither a search for cyclic garbage nor a tidy interpreter at the end: leaving both
    out saves a fifth of the time that a person waits (measured, docs/decisions.md).
    """
    gc.disable()
    sys.unraisablehook = lambda _: None  # what fails again while it is put away (an archive on a full disk) was said
    try:
        code = _run()
    except KeyboardInterrupt:  # before the program could set up anything
        code = 130
    os._exit(code)


def _run() -> int:
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        from competentie.version import __version__

        try:
            sys.stdout.write(f"competentie {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # said by the way that all commands go
        else:
            return 0
    from competentie.cli import run

    return run()


if __name__ == "__main__":
    main()
