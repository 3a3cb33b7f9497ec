"""What a network costs and what it sees, layer by layer, from either half of the library."""

from cnnlib.measures.measure import measure
from cnnlib.measures.receptive_field import Sight
from cnnlib.measures.table import Row, Table

__all__ = ["Row", "Sight", "Table", "measure"]
