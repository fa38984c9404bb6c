"""What is inside, for machines: a bill of materials, and the sums of what people download."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from bundle.places import VERSION, BuildError, Places
from cnnlab_gui.core import licences, product
from cnnlab_gui.core.errors import CnnLabError

ENDING = ".cdx.json"
SUMS = "SHA256SUMS"
_NAMESPACE = uuid.UUID("2c1b7a3e-5d1c-4f0a-9f55-0c6f1f1f7c11")


def write(places: Places) -> None:
    """Write the bill of materials (CycloneDX)."""
    try:
        inside = licences.read_index(places.data / licences.FOLDER)
    except CnnLabError as error:
        raise BuildError(f"The application is not frozen whole: {error}") from error
    text = bill(inside, places.contents)
    places.installer(ENDING).write_text(text, encoding="utf-8", newline="\n")


def bill(inside: tuple[licences.Component, ...], contents: Path) -> str:
    """The bill of materials as CycloneDX 1.6 JSON: the application, and all it depends on.

    Parameters
    ----------
    contents : Path
        The folder from which the components' files are counted: their sums are taken there.
    """
    root = Component(
        name=product.NAME,
        type=ComponentType.APPLICATION,
        version=VERSION,
        bom_ref=product.COMMAND,
        description=product.SUMMARY,
        licenses=_licences("MIT"),
        purl=PackageURL("pypi", None, "cnnlab-gui", VERSION),
    )
    others = [_component(each, contents) for each in inside if each.name != product.NAME]
    bom = Bom(components=others)
    bom.metadata.component = root
    bom.metadata.timestamp = _when()
    # The same contents have the same number.
    facts = "\n".join(sorted(f"{each.name} {each.version}" for each in inside))
    bom.serial_number = uuid.uuid5(_NAMESPACE, f"{VERSION}\n{facts}")
    bom.register_dependency(root, others)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)


def write_sums(places: Places) -> None:
    """Write SHA256SUMS of what people download."""
    files = downloads(places)
    if not files:
        raise BuildError(f"There is nothing to sum up in {places.out}.")
    lines = [f"{_sum(file)}  {file.name}\n" for file in files]
    (places.out / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def downloads(places: Places) -> list[Path]:
    """The files for people in the build's folder, sorted by name: installers and the bill."""
    names = (f"{product.COMMAND}-{VERSION}-*", f"{product.COMMAND}_{VERSION}*")
    found = {path for name in names for path in places.out.glob(name) if path.is_file()}
    return sorted(found, key=lambda path: path.name)


def _component(found: licences.Component, contents: Path) -> Component:
    references = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(found.homepage))]
    return Component(
        name=found.name,
        type=ComponentType.LIBRARY,
        version=found.version or None,
        bom_ref=found.purl,
        purl=PackageURL.from_string(found.purl),
        licenses=_licences(found.licence),
        external_references=references if found.homepage else [],
        components=list(_files(found, contents)),
    )


def _licences(told: str) -> list[License]:
    """One entry: an identifier or an expression of SPDX where it is one, else a mere name."""
    return [LicenseFactory().make_from_string(told)]


def _files(found: licences.Component, contents: Path) -> Iterator[Component]:
    for name in found.files:
        path = contents / name
        if path.is_file():
            yield Component(
                name=name,
                type=ComponentType.FILE,
                bom_ref=f"{found.purl}#{name}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=_sum(path))],
            )


def _when() -> datetime:
    """Now, or the moment that a build which is to be repeated names."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() else datetime.now(UTC)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
