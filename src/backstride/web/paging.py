"""Long lists, a page at a time."""


def page_count(entries: int, per_page: int) -> int:
    """On how many pages a list stands.

    Parameters
    ----------
    entries
        How long it is.
    per_page
        How many entries stand on a page.

    Returns
    -------
    int
        At least 1: an empty list has a page that says so.

    Examples
    --------
    >>> page_count(0, 30), page_count(30, 30), page_count(31, 30)
    (1, 1, 2)
    """
    return max(1, -(-entries // per_page))
