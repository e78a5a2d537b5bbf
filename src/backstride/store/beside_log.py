"""Tables that lie beside the log and are no part of it: no export holds them, and no migration knows them."""

from sqlalchemy import Engine, MetaData

from backstride.store.engine import troubles, writing


class BesideLog:
    """Tables of their own, made where they are not there.

    Parameters
    ----------
    engine
        Their database.
    is_own
        Whether it holds nothing else, and is closed with them.
    metadata
        The tables.
    lock
        The lock of PostgreSQL that whoever writes them holds.
    remedy
        What to do if they cannot be opened.
    """

    def __init__(self, engine: Engine, *, is_own: bool, metadata: MetaData, lock: int, remedy: str) -> None:
        self.engine, self._is_own = engine, is_own
        try:
            with troubles(engine.url, remedy), writing(engine, lock) as connection:
                metadata.create_all(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database, unless it is the log's."""
        if self._is_own:
            self.engine.dispose()
