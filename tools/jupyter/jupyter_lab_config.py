"""Read by `make lab`: JupyterLab with the styles of the chapters."""

import pathlib

get_config().LabApp.extra_labextensions_path = [str(pathlib.Path(__file__).parent / "labextensions")]  # noqa: F821
