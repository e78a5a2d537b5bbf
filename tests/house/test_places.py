"""No committed file names a registry, another machine, or a place on the machine it was written on."""

import re
from collections.abc import Iterator
from pathlib import Path

REGISTRIES = tuple(
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("crates", "io"),
        ("anaconda", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("fonts", "googleapis", "com"),
        ("fonts", "gstatic", "com"),
        ("cdn", "plot", "ly"),
    )
)
"""Where packages, fonts and scripts are fetched from."""

REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES), re.IGNORECASE)
MACHINE = re.compile(
    r"https?://(?!127\.0\.0\.1|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}"  # an address in numbers
    r"|https?://[\w.-]+\.(?:internal|local|lan|corp)\b"
    r"|https?://(?!localhost\b)[\w-]+:\d+"
)
FOLDER = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users|mnt|workspace)/[\w.-]")
BINARY = {".fit", ".gz", ".zip", ".png", ".ico", ".woff2", ".npz", ".parquet"}


def complaints(name: str, text: str) -> Iterator[str]:
    """Which lines name a place that is not the reader's."""
    for number, line in enumerate(text.splitlines(), 1):
        if host := REGISTRY.search(line):
            yield f"{name}:{number}: names {host[0]}; say what to install, not from where"
        if machine := MACHINE.search(line):
            yield f"{name}:{number}: names the machine {machine[0]}"
        if folder := FOLDER.search(line):
            yield f"{name}:{number}: names the folder {folder[0]}…, which is on one machine only"


def test_no_committed_file_names_another_machine(committed: tuple[Path, ...], root: Path) -> None:
    """The project builds from any mirror, and a page asks for nothing outside."""
    texts = [path for path in committed if path.suffix.lower() not in BINARY]
    found = [
        complaint
        for path in texts
        for complaint in complaints(
            path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace")
        )
    ]
    assert not found, "\n" + "\n".join(found)


def test_a_line_that_names_another_machine_is_found() -> None:
    """The checker sees registries, numbered addresses, inner names and folders of one machine."""
    lines = (
        f"https://{REGISTRIES[0]}/simple",
        "http" + "://10.0.0.7/mirror",
        "http" + "://cache.corp" + "/x",
        "http" + "://proxy:3128",
        "/" + "home/ana/run.fit",
        "http://127.0.0.1:8765 and http://localhost:8765 and https://doi.org/10.1/2 and ~/home/x",
    )
    assert [line.split(":")[1] for line in complaints("a.md", "\n".join(lines))] == ["1", "2", "3", "4", "5"]
