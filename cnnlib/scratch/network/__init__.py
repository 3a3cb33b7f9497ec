"""Networks: layers joined into a graph; their summary, their weights in files."""
