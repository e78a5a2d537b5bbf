import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.simulation.sensors import gaps, wander


@pytest.mark.parametrize("memory_s", [0.0, 5.0, 50.0])
def test_noise_has_its_spread_whatever_its_memory(memory_s: float) -> None:
    """Lingering noise is as wide as fresh noise, and keeps a third of itself over its memory."""
    noise = wander(200_000, spread=2.0, memory_s=memory_s, random=np.random.default_rng(1))
    assert noise.std() == pytest.approx(2.0, rel=0.05)
    if memory_s > 0:
        lag = int(memory_s)
        assert np.corrcoef(noise[:-lag], noise[lag:])[0, 1] == pytest.approx(np.exp(-1), abs=0.05)


@given(st.integers(0, 2000), st.integers(0, 8), st.integers(0, 1000))
def test_there_are_as_many_gaps_as_asked_for(count: int, times: int, seed: int) -> None:
    """Each gap is a run of its own, 8 to 40 s long; a recording too short for them has fewer."""
    heard = gaps(count, times=times, random=np.random.default_rng(seed))
    silent = np.isnan(heard)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(int)))
    lengths = edges[1::2] - edges[::2]
    assert len(heard) == count
    assert len(lengths) == min(times, count // 42)
    assert ((lengths >= 8) & (lengths <= 40)).all()
    assert (heard[~silent] == 1.0).all()
