from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.fit.checksum import checksum


def bit_by_bit(data: bytes) -> int:
    """The checksum as its definition reads: x^16 + x^15 + x^2 + 1, bits reflected, from zero."""
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return state


def test_the_checksum_of_nine_digits_is_the_catalogued_one() -> None:
    """CRC-16/ARC has the check value 0xBB3D in Greg Cook's catalogue of parametrised CRC algorithms."""
    assert checksum(b"123456789") == 0xBB3D


@given(st.binary(max_size=300))
def test_joining_words_in_pairs_gives_what_bit_by_bit_gives(data: bytes) -> None:
    """The fast way is the same function as the definition, for every length, odd ones too."""
    assert checksum(data) == bit_by_bit(data)


@given(st.binary(max_size=200))
def test_data_with_its_own_checksum_behind_it_gives_zero(data: bytes) -> None:
    """So a sound file is told by one number."""
    assert checksum(data + checksum(data).to_bytes(2, "little")) == 0


@given(st.binary(min_size=1, max_size=200), st.data())
def test_a_single_wrong_bit_is_found(data: bytes, choice: st.DataObject) -> None:
    """No change of one bit leaves the checksum as it was."""
    at = choice.draw(st.integers(0, 8 * len(data) - 1))
    wrong = bytearray(data)
    wrong[at // 8] ^= 1 << at % 8
    assert checksum(bytes(wrong)) != checksum(data)


def test_a_view_of_bytes_has_the_checksum_of_the_bytes() -> None:
    """A part of a file is checked without being copied."""
    assert checksum(memoryview(b"xx123456789")[2:]) == 0xBB3D
