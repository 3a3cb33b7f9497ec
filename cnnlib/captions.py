"""The caption of what a notebook shows: below it in JupyterLab, and in the book a part of the numbered figure."""

import html
import re

MARK = {"cnnlib": "caption"}  # metadata of the output that repeats a figure's caption for JupyterLab
NUMBERED = re.compile(r"(?:Figure|Table) (\d+\.\d+)\. (.+)", re.DOTALL)


class Captioned:
    """A picture whose caption a notebook shows below it, as an output of its own: JupyterLab shows one form of each.

    The class needs `_repr_mimebundle_`, which returns data and metadata; the book takes the caption from the metadata.
    """

    _caption = ""

    @property
    def caption(self):
        return self._caption

    @caption.setter
    def caption(self, words):
        if not isinstance(words, str):
            raise TypeError(f"caption is {words!r}, needs a string")
        self._caption = words

    def _ipython_display_(self):
        from IPython.display import publish_display_data

        publish_display_data(*self._repr_mimebundle_())
        if self.caption:
            publish_display_data({"text/html": as_html(self.caption), "text/plain": self.caption}, MARK)


def split(caption):
    """(number, words) of a caption; the number is empty where the build gives it.

    >>> split("Figure 4.2. Three windows."), split("Table 4.1. Sizes."), split("Three windows.")
    (('4.2', 'Three windows.'), ('4.1', 'Sizes.'), ('', 'Three windows.'))
    """
    match = NUMBERED.fullmatch(caption)
    return match.groups() if match else ("", caption)


def as_html(caption, kind="Figure", tag="p"):
    """The caption as an element that begins with a bold "Figure", and its number where it bears one.

    >>> as_html("Figure 4.2. Where x < 0."), as_html("Three windows.")
    ('<p><strong>Figure 4.2.</strong> Where x &lt; 0.</p>', '<p><strong>Figure.</strong> Three windows.</p>')
    >>> as_html("Table 4.1. Sizes.", "Table", "caption")
    '<caption><strong>Table 4.1.</strong> Sizes.</caption>'
    """
    number, words = split(caption)
    return f"<{tag}><strong>{kind}{number and ' '}{number}.</strong> {html.escape(words)}</{tag}>"
