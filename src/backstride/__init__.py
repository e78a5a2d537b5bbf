"""The training system for running and walking backward.

`read` turns the bytes of a FIT, GPX or TCX file into recordings. The rooms behind it are documented
one by one; `docs/tutorial.md` shows the way through them.
"""

from backstride.formats import read

__all__ = ["__version__", "read"]

__version__ = "0.1.0"
