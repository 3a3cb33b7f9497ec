"""Read by `make lab`: in JupyterLab, a chapter that is opened and saved unchanged stays as it is.

JupyterLab writes the kernel's language, with the version of Python, into each notebook that it opens; so every
chapter would count as changed, and differ from one Python to the next. Here a notebook of Python's is opened with that
entry already in it, and saved without it. What tools/folds.py names is opened folded: jupytext reads the tags of cells
from the .md, and no more. The roles of a chapter's .md are shown as words, and saved as roles (tools/book_words.py).
"""

import copy
import pathlib
import sys

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupytext.async_contentsmanager import build_async_jupytext_contents_manager_class

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

import book_words  # noqa: E402
import folds  # noqa: E402


def is_source(model, path):
    return model["type"] == "file" and isinstance(model.get("content"), str) and path.endswith(".md")


def of_python(model):
    return (
        model["type"] == "notebook"
        and model.get("content")
        and model["content"]["metadata"].get("kernelspec", {}).get("language") == "python"
    )


class Sources(AsyncLargeFileManager):
    """Below jupytext, which reads a chapter's text and tags from its .md."""

    async def get(self, path, *args, **options):
        model = await super().get(path, *args, **options)
        if is_source(model, path):
            model["content"] = book_words.as_words(model["content"])
        return model

    async def save(self, model, path=""):
        if is_source(model, path):
            model = model | {"content": book_words.as_roles(model["content"])}
        return await super().save(model, path)


class ChaptersManager(build_async_jupytext_contents_manager_class(Sources)):
    async def get(self, path, *args, **options):
        model = await super().get(path, *args, **options)
        if of_python(model):
            model["content"]["metadata"]["language_info"] = copy.deepcopy(IPythonKernel.language_info)
            folds.fold(model["content"]["cells"])
        return model

    async def save(self, model, path=""):
        if of_python(model):
            model["content"]["metadata"]["language_info"] = {"name": "python"}
        return await super().save(model, path)


settings = get_config()  # noqa: F821
settings.ServerApp.contents_manager_class = ChaptersManager
settings.LabApp.news_url = None
settings.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
