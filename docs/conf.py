"""How the documentation is built: `make docs`."""  # noqa: INP001 - Sphinx wants this file here, alone

from sphinx.application import Sphinx

import backstride

project = "Backstride"
author = "The Backstride authors"
version = release = backstride.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
default_role = "py:obj"
nitpicky = False  # the types of NumPy are documented elsewhere, and nothing is fetched from there

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"Backstride {release}"
html_copy_source = False
html_show_sphinx = False


def _keep_colons(_app: Sphinx, what: str, *rest: object) -> None:
    """Keep napoleon from taking what precedes a colon, in the text of an attribute, for its type."""
    lines = rest[-1]
    if what in {"attribute", "data", "property"} and isinstance(lines, list):
        lines.insert(0, "\\")  # an escaped line end, which leaves no trace


def setup(app: Sphinx) -> None:
    """Add what the extensions lack."""
    app.connect("autodoc-process-docstring", _keep_colons, priority=100)
