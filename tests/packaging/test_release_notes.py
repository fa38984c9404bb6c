"""A version's section of the changelog."""

from pathlib import Path

import pytest
import release_notes
from hypothesis import given
from hypothesis import strategies as st
from release_notes import NotesError, notes

from cnnlab_gui import __version__

CHANGELOG = """# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added
- A thing, see [there].

```
## [9.9.9]
```

## [1.0.0] - 2026-11-01
- The first.

[there]: https://example.org
[1.1.0]: https://example.org/1.1.0
"""


def test_that_a_section_ends_at_the_next_heading_and_not_in_a_block_of_code() -> None:
    expected = "### Added\n- A thing, see [there].\n\n```\n## [9.9.9]\n```\n"
    assert notes(CHANGELOG, "1.1.0") == expected


def test_that_links_at_the_end_of_the_file_are_no_notes() -> None:
    assert notes(CHANGELOG, "1.0.0") == "- The first.\n"


@pytest.mark.parametrize(
    ("text", "version", "told"),
    [
        (CHANGELOG, "2.0.0", "no section"),
        (CHANGELOG, "9.9.9", "no section"),
        (CHANGELOG, "1.1", "no section"),
        (CHANGELOG, "Unreleased", "is empty"),
        ("## [1.0.0]\n\n### Added\n\n[1.0.0]: https://example.org\n", "1.0.0", "is empty"),
        ("## [1.0.0]\n- a\n## 1.0.0\n- b\n", "1.0.0", "more than one"),
        ("", "1.0.0", "no section"),
    ],
)
def test_that_what_is_missing_is_one_sentence(text: str, version: str, told: str) -> None:
    with pytest.raises(NotesError, match=told) as caught:
        notes(text, version)
    assert "\n" not in str(caught.value)


lines = st.lists(
    st.sampled_from(["- a line", "### Fixed", "", "text ## [1.0.0]", "~~~", "```", " ## [1.0.0]"]),
    max_size=8,
)


@given(before=lines, body=lines, windows=st.booleans())
def test_that_a_section_is_found_with_any_ends_of_lines(
    before: list[str], body: list[str], windows: bool
) -> None:
    closed = [line for line in before if line not in ("~~~", "```")]
    whole = [line for line in body if line not in ("~~~", "```")]
    text = "\n".join([*closed, "## [1.0.0]", *whole, "- last", "## [0.9.0]", "- old", ""])
    found = notes(text.replace("\n", "\r\n") if windows else text, "1.0.0")
    assert found == "\n".join([*whole, "- last"]).strip("\n") + "\n"


def test_that_a_tag_of_another_version_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v99.0.0"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("v99.0.0 is not the package's version")
    assert told.err.count("\n") == 1


def test_that_the_package_says_its_version_without_being_imported() -> None:
    assert release_notes.package_version() == __version__
    assert release_notes.wanted(f"v{__version__}", __version__) == __version__


def test_that_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\xff\xfe")
    for file in (tmp_path / "none", tmp_path, odd):
        assert release_notes.main(["Unreleased", "--changelog", str(file)]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_that_the_changelog_of_the_project_has_notes(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert release_notes.main(["Unreleased"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"### ")
