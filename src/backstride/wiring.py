"""The real parts, built from settings."""

from pathlib import Path

from platformdirs import user_data_path

from backstride.store import Store


def default_folder() -> Path:
    """Where the log is kept unless somebody says otherwise: where the system keeps a person's data.

    Returns
    -------
    Path
        The folder, which need not exist.
    """
    return user_data_path("backstride", appauthor=False)


def open_store(folder: Path | None = None, database_url: str | None = None) -> Store:
    """The log of a data folder.

    Parameters
    ----------
    folder
        The data folder; None for the usual one.
    database_url
        The URL of a PostgreSQL database; None for SQLite in the folder.

    Returns
    -------
    Store
        Open, and brought up to date.
    """
    return Store(folder or default_folder(), database_url)
