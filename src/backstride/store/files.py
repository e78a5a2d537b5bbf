"""Which files and recordings are kept, as the database knows them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from backstride.log.derive import Place
from backstride.store import tables
from backstride.store.statements import Row, Statements


class Files(Statements):
    """The files that are kept."""

    def keys_from(self, sha256: str, athlete: str) -> tuple[str, ...]:
        """The activities of an athlete that came from a file.

        Parameters
        ----------
        sha256
            The hash of the file.
        athlete
            Whose.

        Returns
        -------
        tuple of str
            Their keys; none if the file is new to the athlete.
        """
        table = tables.activity
        query = select(table.c.key).where(table.c.original == sha256, table.c.athlete == athlete)
        return tuple(sorted(self.column(query)))

    def add_original(self, sha256: str, *, size: int, file_name: str, kind: str) -> None:
        """Note that a file is kept; one that is known stays as it is.

        Parameters
        ----------
        sha256
            The hash of the file.
        size
            How many bytes it has.
        file_name
            What it was called.
        kind
            ``fit``, ``gpx`` or ``tcx``.
        """
        table = tables.original
        if self.row(select(table).where(table.c.sha256 == sha256)) is None:
            self.insert(table, [{"sha256": sha256, "size": size, "file_name": file_name, "format": kind}])

    def originals(self) -> Mapping[str, Row]:
        """All files that are kept.

        Returns
        -------
        dict
            Their rows by hash.
        """
        return {row["sha256"]: row for row in self.rows(select(tables.original))}

    def recordings(self) -> Mapping[Place, Row]:
        """All recordings that are kept as columns.

        Returns
        -------
        dict
            Their rows by original and part.
        """
        return {(row["original"], row["part"]): row for row in self.rows(select(tables.recording))}

    def recording_file(self, original: str, part: int) -> str | None:
        """Under which name a recording is kept.

        Parameters
        ----------
        original
            The hash of its file.
        part
            Which of its recordings.

        Returns
        -------
        str or None
            The name; None where it is not kept.
        """
        table = tables.recording
        row = self.row(select(table).where(table.c.original == original, table.c.part == part))
        return None if row is None else str(row["file"])

    def put_recording(self, original: str, part: int, *, file: str, size: int) -> None:
        """Note under which name a recording is kept.

        Parameters
        ----------
        original
            The hash of its file.
        part
            Which of its recordings.
        file
            The name.
        size
            How many bytes it has.
        """
        self.write(tables.recording, {"original": original, "part": part}, {"file": file, "size": size})

    def forget_unused_originals(self, candidates: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Remove from the log what no activity needs any more.

        Parameters
        ----------
        candidates
            Hashes of files.

        Returns
        -------
        tuple of str
            The files that can go.
        tuple of str
            The recordings that can go.
        """
        originals, files = [], []
        for sha256 in dict.fromkeys(candidates):
            used = select(tables.activity.c.key).where(tables.activity.c.original == sha256)
            if self.row(used) is not None:
                continue
            parts = self.rows(select(tables.recording).where(tables.recording.c.original == sha256))
            files += [str(row["file"]) for row in parts]
            self.do(delete(tables.original).where(tables.original.c.sha256 == sha256))
            originals.append(sha256)
        still = select(tables.recording.c.file).where(tables.recording.c.file.in_(files[:30_000]))
        kept = set(self.column(still)) if files else set()
        return tuple(originals), tuple(name for name in files if name not in kept)
