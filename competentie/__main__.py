"""The entry point: `competentie`, and `python -m competentie`."""

import sys


def main() -> None:
    """Run the command line; `--version` by itself needs no more than this."""
    if sys.argv[1:] == ["--version"]:
        from competentie import __version__

        sys.stdout.write(f"competentie {__version__}\n")
        return
    from competentie.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
