"""Build the book into _build/html from the outputs that the notebooks store; a warning is an error."""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = pathlib.Path(sys.executable).parent
BUILT = ROOT / "_build"
PAGES = BUILT / "html"
UNFINISHED = ".unfinished"


def clear_unfinished(built):
    """Throw away what an interrupted build left; Sphinx would go on from there, and warn of what is missing."""
    mark = built / UNFINISHED
    if mark.exists():
        shutil.rmtree(built)
    built.mkdir(exist_ok=True)
    mark.touch()
    return mark


def remove_stale(pages, root):
    """Remove pages whose source is gone, as after a chapter got another number; Sphinx would leave them."""
    for folder in ("book", "chapters"):
        sources = {file.stem for suffix in ("md", "ipynb") for file in (root / folder).glob(f"*.{suffix}")}
        for page in (pages / folder).glob("*.html"):
            if page.stem not in sources:
                page.unlink()


def build():
    """Build, quietly unless something is wrong."""
    mark = clear_unfinished(BUILT)
    done = subprocess.run(
        [BIN / "jupyter-book", "build", "-n", "-W", "--keep-going", "--quiet", "."],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    mark.unlink()
    remove_stale(PAGES, ROOT)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit("make: the book has warnings (above); mend the page they name and call make again")


if __name__ == "__main__":
    build()
    print(f"The book:    {(PAGES / 'index.html').relative_to(ROOT)}  (open it in a browser)")
    print("JupyterLab:  make lab")
