"""Read by `make lab`: in JupyterLab, a chapter that is opened and saved unchanged stays as it is.

JupyterLab writes the kernel's language, with the version of Python, into each notebook that it opens; so every
chapter would count as changed, and differ from one Python to the next. Here a notebook of Python's is opened with that
entry already in it, and saved without it. Check cells and predicted outputs are opened folded: jupytext reads their tags
from the .md, and no more. The names of the tags are those of tools/chapters.py.
"""

import copy

from ipykernel.ipkernel import IPythonKernel
from jupytext import AsyncTextFileContentsManager

FOLDED = {"check": {"source_hidden": True}, "predicted": {"outputs_hidden": True}}


def of_python(model):
    return (
        model["type"] == "notebook"
        and model.get("content")
        and model["content"]["metadata"].get("kernelspec", {}).get("language") == "python"
    )


class ChaptersManager(AsyncTextFileContentsManager):
    async def get(self, path, *args, **options):
        model = await super().get(path, *args, **options)
        if of_python(model):
            model["content"]["metadata"]["language_info"] = copy.deepcopy(IPythonKernel.language_info)
            for cell in model["content"]["cells"]:
                for tag in FOLDED.keys() & set(cell["metadata"].get("tags", [])):
                    cell["metadata"]["jupyter"] = dict(FOLDED[tag])
        return model

    async def save(self, model, path=""):
        if of_python(model):
            model["content"]["metadata"]["language_info"] = {"name": "python"}
        return await super().save(model, path)


get_config().ServerApp.contents_manager_class = ChaptersManager  # noqa: F821
