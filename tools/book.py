"""Build the book into _build/html from the outputs that the notebooks store; a warning is an error."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(sys.executable).parent
PAGES = ROOT / "_build" / "html"


def build():
    """Build, quietly unless something is wrong."""
    done = subprocess.run(
        [BIN / "jupyter-book", "build", "-n", "-W", "--keep-going", "--quiet", "."],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit("make: the book has warnings (above); mend the page they name and call make again")


if __name__ == "__main__":
    build()
    print(f"The book:    {(PAGES / 'index.html').relative_to(ROOT)}  (open it in a browser)")
    print("JupyterLab:  make lab")
