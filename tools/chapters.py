"""Execute the chapters and store their outputs: chapters/NN-name.md → chapters/NN-name.ipynb.

    python tools/chapters.py            those whose source, or whose library, changed since they were last executed
    python tools/chapters.py --all      all of them
    python tools/chapters.py --fresh    all of them, and nothing of the stored outputs is kept
    python tools/chapters.py 02         those whose name starts so
    python tools/chapters.py --text     nothing is executed: text, tags, comments and the numbers in captions alone

The outputs on a page are of one run. Where the code is unchanged and every fresh output agrees with the stored one
(tools/outputs.py), all stored outputs stay, those of cells tagged `nbval-ignore-output` too, so that executing an
unchanged chapter changes no byte. Otherwise all are replaced.
The .md is written as JupyterLab would save it, so that saving an unchanged chapter there changes no byte either, and
what stands in it is numbered (tools/numbering.py).
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
from jupytext.config import load_jupytext_configuration_file
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import book_words
import folds
import outputs
from numbering import numbered, same_program, with_captions

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "chapters"
CACHE = ROOT / ".cache" / "chapters.json"
UNREPEATABLE = "nbval-ignore-output"  # nbval's own tag: executed, not compared
CHECK = "check"  # assertions for the machine, which the book and JupyterLab fold; see cnnlib/notebook.py
# What JupyterLab writes of the kernel, in its order.
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
LANGUAGE = {"name": "python"}  # and not Python's version; tools/jupyter keeps it out when a notebook is saved
PROGRESS = "\r\033[K" if sys.stdout.isatty() else "\n"


def source(path):
    """The notebook that a chapter's .md describes, without outputs, with ids that depend on the text alone."""
    notebook = jupytext.read(path, fmt="md:myst")
    seen = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, -1) + 1
        cell.id = digest + (f"-{seen[digest]}" if seen[digest] else "")
        if cell.cell_type == "markdown":
            cell.source = book_words.as_words(cell.source)
    folds.fold(notebook.cells)
    notebook.metadata.update(kernelspec=KERNEL, language_info=LANGUAGE)
    notebook.metadata["jupytext"].pop("text_representation")  # as jupytext does: it describes the .md
    notebook.nbformat_minor = 5
    return notebook


def as_saved(text):
    """A chapter's .md as JupyterLab saves it."""
    notebook = jupytext.reads(text, fmt="md:myst")
    notebook.metadata["kernelspec"] = KERNEL
    # Read first, so that jupytext adds no version of its own.
    pairing = load_jupytext_configuration_file(str(CHAPTERS / "jupytext.toml"))
    return jupytext.writes(notebook, fmt="md:myst", config=pairing)


def written(notebook):
    """A notebook's .ipynb as JupyterLab saves it."""
    return nbformat.writes(notebook, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


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
    notebook.metadata["language_info"] = LANGUAGE
    notebook.metadata["cnnlib"] = {"run": outputs.run_digest(notebook)}


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
    """Put back the outputs of the stored run, all of them, if the fresh run agrees with it."""
    if not outputs.of_one_run(stored):
        return
    fresh, old = ([cell for cell in n.cells if cell.cell_type == "code"] for n in (notebook, stored))
    if [cell.source for cell in fresh] == [cell.source for cell in old] and all(map(agree, fresh, old)):
        for new, kept in zip(fresh, old):
            new.outputs = kept.outputs
        notebook.metadata["cnnlib"] = stored.metadata["cnnlib"]


def agree(fresh, stored):
    """Whether a cell gave what it gave before; where that cannot be repeated, outputs of the same kinds."""
    if UNREPEATABLE in fresh.metadata.get("tags", []):
        return outputs.kinds(fresh.outputs) == outputs.kinds(stored.outputs)
    return outputs.same_outputs(fresh.outputs, stored.outputs, *outputs.tolerances(fresh))


def refuse_failed_checks(notebook, name):
    for number, cell in enumerate(notebook.cells):
        if CHECK in cell.metadata.get("tags", []) and cell.outputs:
            said = "\n".join(text for output in cell.outputs for _, text in outputs.texts(output))
            sys.exit(f"{name}, cell {number}: a check fails\n{said}")


def refuse_noise(notebook, name):
    for number, cell in enumerate(notebook.cells):
        for what in outputs.noise(cell):
            sys.exit(f"{name}, cell {number}: its output would show {what}\n{cell.source}")


def fingerprint(path):
    """Of everything a chapter's outputs depend on: its source, the library, the pinned dependencies."""
    parts = [path, *sorted((ROOT / "cnnlib").rglob("*.*")), ROOT / "requirements.lock", ROOT / "tools" / "outputs.py"]
    digest = hashlib.sha256()
    for part in parts:
        if part.suffix in {".md", ".py", ".js", ".css", ".lock", ".npz", ".png", ".ttf", ".txt"}:
            digest.update(part.read_bytes())
    return digest.hexdigest()


def store_text(path):
    """Put what of a chapter's .md does not change a run into its stored notebook; the outputs stay."""
    notebook, target = source(path), path.with_suffix(".ipynb")
    stored = nbformat.read(target, as_version=4)
    fresh, old = ([cell for cell in n.cells if cell.cell_type == "code"] for n in (notebook, stored))
    if len(fresh) != len(old) or not all(same_program(new.source, kept.source) for new, kept in zip(fresh, old)):
        sys.exit(f"{path.stem}: its code changed, so it must be executed")
    if not outputs.of_one_run(stored):
        sys.exit(f"{path.stem}: its stored outputs are not of one run")
    for new, kept in zip(fresh, old):
        new.outputs = with_captions(kept.outputs, kept.source, new.source)
        new.execution_count = kept.execution_count
    notebook.metadata["cnnlib"] = {"run": outputs.run_digest(notebook)}
    target.write_text(written(notebook), encoding="utf-8")


def store(path, fresh=False):
    notebook, target, start = source(path), path.with_suffix(".ipynb"), time.monotonic()
    execute(notebook, path.stem)
    refuse_failed_checks(notebook, path.stem)
    refuse_noise(notebook, path.stem)
    before = target.read_text(encoding="utf-8") if target.exists() else None
    if before and not fresh:
        keep_stored(notebook, nbformat.reads(before, as_version=4))
    after = written(notebook)
    if after != before:
        target.write_text(after, encoding="utf-8")
    print(f"{PROGRESS}{path.stem}: {'unchanged' if after == before else 'stored'}, {time.monotonic() - start:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only chapters whose name starts so")
    parser.add_argument("--all", action="store_true", help="also those that did not change")
    parser.add_argument("--fresh", action="store_true", help="all, keeping nothing of what is stored")
    parser.add_argument("--text", action="store_true", help="execute nothing; store what does not change a run")
    wanted = parser.parse_args()
    done = json.loads(CACHE.read_text()) if CACHE.exists() else {}
    for path in sorted(CHAPTERS.glob("[0-9]*.md")):
        if wanted.names and not path.stem.startswith(tuple(wanted.names)):
            continue
        text = path.read_text(encoding="utf-8")
        ready = as_saved(numbered(text, path.stem))
        if text != ready:
            path.write_text(ready, encoding="utf-8")
        if wanted.text:
            store_text(path)
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
