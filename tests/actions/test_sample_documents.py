"""The samples of an activity as a document."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.edited_log import fit

from backstride.actions.activity_view import view_activity
from backstride.actions.documents import schema
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.sample_documents import DECIMALS, samples_document
from backstride.errors import InvalidValue
from backstride.store import Store


def test_a_column_is_asked_for_once_and_only_by_its_name(sqlite_store: Store, tmp_path: Path) -> None:
    """A name that is said twice is one column; what is no column is told with those there are."""
    (tmp_path / "run.fit").write_bytes(fit("track-intervals"))
    import_paths(sqlite_store, [tmp_path / "run.fit"], ImportSettings(athlete="me", processes=1))
    view = view_activity(sqlite_store, "me", "latest")
    document = samples_document(view.shown, ["heart_rate_bpm", "heart_rate_bpm"])
    assert list(document["columns"]) == ["heart_rate_bpm"]
    assert view.batch is not None
    assert view.batch.number == 1
    assert {effort.travel.value for effort in view.efforts} == {"forward", "backward"}
    with pytest.raises(InvalidValue, match=r"There are no columns .* Columns are latitude_deg"):
        samples_document(view.shown, ["heart_rate_bpm", "pulse", "mood"])


def test_the_schema_is_sound_and_each_of_its_keys_is_described() -> None:
    """Whoever reads the schema alone knows what stands there."""
    of_samples = schema("samples")
    Draft202012Validator.check_schema(of_samples)
    assert all(each["description"] for each in of_samples["properties"].values())
    assert all(not name.startswith("_") for name in DECIMALS)
