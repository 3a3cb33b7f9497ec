"""Execute the chapters and store their outputs: chapters/NN-name.md → chapters/NN-name.ipynb.

    python tools/chapters.py            those whose source, or whose library, changed since they were last executed
    python tools/chapters.py --all      all of them
    python tools/chapters.py --fresh    all of them, and nothing of the stored outputs is kept
    python tools/chapters.py 02         those whose name starts so

A stored output stays as it is where the fresh one agrees with it (tools/outputs.py), or where its cell is
tagged `unrepeatable`; so executing an unchanged chapter changes no byte.
"""

import argparse
import hashlib
import json
import pathlib
import re
import sys
import time

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import outputs

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "chapters"
CACHE = ROOT / ".cache" / "chapters.json"
UNREPEATABLE = "nbval-ignore-output"  # nbval's own tag: executed, not compared
PROGRESS = "\r\033[K" if sys.stdout.isatty() else "\n"


def source(path):
    """The notebook that a chapter's .md describes, without outputs, with ids that depend on the text alone."""
    notebook = jupytext.read(path, fmt="md:myst")
    seen = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, -1) + 1
        cell.id = digest + (f"-{seen[digest]}" if seen[digest] else "")
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["jupytext"]["text_representation"].pop("jupytext_version", None)
    notebook.nbformat_minor = 5
    return notebook


def execute(notebook, name):
    """Run every cell in a fresh kernel, from the chapters' own folder, and tidy what came out."""
    done = []

    def report(cell, cell_index, **_):
        done.append(cell_index)
        print(f"{PROGRESS}{name}: cell {cell_index + 1} of {len(notebook.cells)}", end="", flush=True)

    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=40"],  # the kernel has a line to say about its sockets
        resources={"metadata": {"path": str(CHAPTERS)}},
        on_cell_executed=report if sys.stdout.isatty() else None,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        sys.exit(f"{name}: {error}")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [tidy(output) for output in merge_streams(cell.outputs)]
    notebook.metadata["language_info"] = {"name": "python"}


def merge_streams(parts):
    """One output for what was printed in several writes: how they are cut differs from run to run."""
    merged = []
    for part in parts:
        if merged and part.output_type == "stream" == merged[-1].output_type and part.name == merged[-1].name:
            merged[-1].text += part.text
        else:
            merged.append(part)
    return merged


def tidy(output):
    if output.output_type == "stream":
        output.text = re.sub(
            r"[^\n]*\r(?!\n)", "", output.text
        )  # a progress bar as it stood last, not each of its states
    for mime in output.get("data", {}):
        if mime == "text/html":
            output.data[mime] = outputs.without_scripts(output.data[mime])
    return output


def keep_stored(notebook, stored):
    """Put back each stored output that the fresh one agrees with."""
    cells = {cell.id: cell for cell in stored.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        old = cells.get(cell.id)
        if cell.cell_type != "code" or old is None:
            continue
        unrepeatable = UNREPEATABLE in cell.metadata.get("tags", []) and len(old.outputs) == len(cell.outputs)
        if unrepeatable or outputs.same_outputs(cell.outputs, old.outputs, *outputs.tolerances(cell)):
            cell.outputs = old.outputs


def refuse_noise(notebook, name):
    for number, cell in enumerate(notebook.cells):
        for what in outputs.noise(cell):
            sys.exit(f"{name}, cell {number}: its output would show {what}\n{cell.source}")


def fingerprint(path):
    """Of everything a chapter's outputs depend on: its source, the library, the pinned dependencies."""
    parts = [path, *sorted((ROOT / "cnnlib").rglob("*.*")), ROOT / "requirements.lock", ROOT / "tools" / "outputs.py"]
    digest = hashlib.sha256()
    for part in parts:
        if part.suffix in {".md", ".py", ".js", ".css", ".lock", ".npz", ".png", ".txt"}:
            digest.update(part.read_bytes())
    return digest.hexdigest()


def store(path, fresh=False):
    notebook, target, start = source(path), path.with_suffix(".ipynb"), time.monotonic()
    execute(notebook, path.stem)
    refuse_noise(notebook, path.stem)
    before = target.read_text(encoding="utf-8") if target.exists() else None
    if before and not fresh:
        keep_stored(notebook, nbformat.reads(before, as_version=4))
    after = nbformat.writes(notebook, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    if after != before:
        target.write_text(after, encoding="utf-8")
    print(f"{PROGRESS}{path.stem}: {'unchanged' if after == before else 'stored'}, {time.monotonic() - start:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only chapters whose name starts so")
    parser.add_argument("--all", action="store_true", help="also those that did not change")
    parser.add_argument("--fresh", action="store_true", help="all, keeping nothing of what is stored")
    wanted = parser.parse_args()
    done = json.loads(CACHE.read_text()) if CACHE.exists() else {}
    for path in sorted(CHAPTERS.glob("[0-9]*.md")):
        if wanted.names and not path.stem.startswith(tuple(wanted.names)):
            continue
        mark = fingerprint(path)
        stored = path.with_suffix(".ipynb").exists()
        if stored and done.get(path.stem) == mark and not (wanted.all or wanted.fresh or wanted.names):
            print(f"{path.stem}: up to date")
            continue
        store(path, wanted.fresh)
        done[path.stem] = mark
        CACHE.parent.mkdir(exist_ok=True)
        CACHE.write_text(json.dumps(done, indent=1))


if __name__ == "__main__":
    main()
