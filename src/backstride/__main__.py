"""``python -m backstride`` is the same as ``backstride``."""

from backstride.cli import main

main()
