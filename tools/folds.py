"""What JupyterLab shows closed: checks, the code of figures, what is to be predicted, solutions.

What is closed opens there at a click on its three dots; an output also when its cell is run.
"""

import re

CODE, OUTPUT = {"source_hidden": True}, {"outputs_hidden": True}
FOLDED = {"check": CODE, "hide-input": CODE, "predicted": OUTPUT}  # by the tag of the cell
GATE = re.compile(r"^`{3,}\{solution-(start|end)\}", re.MULTILINE)


def fold(cells):
    inside = False
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for gate in GATE.findall(cell["source"]):
                inside = gate == "start"
        elif cell["cell_type"] == "code":
            closed = CODE | OUTPUT if inside else {}
            for tag in FOLDED.keys() & set(cell["metadata"].get("tags", [])):
                closed = closed | FOLDED[tag]
            if closed:
                cell["metadata"]["jupyter"] = dict(sorted(closed.items()))
