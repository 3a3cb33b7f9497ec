"""How a stored figure reaches the built book: with the alt text and the kind that the figure itself carries."""


class FigureOnPage:
    """A MyST-NB plugin (entry point in pyproject.toml). MyST-NB itself reads only an output's width and height."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline):
        said = data.output_metadata.get(data.mime_type, {})
        if data.mime_type != "image/png" or "alt" not in said:
            return None  # MyST-NB's own way
        [image] = renderer.render_image(data)
        image["alt"] = said["alt"]
        image["classes"].append(said["classes"])
        return [image]
