"""Prices by the hour from the AWS price list: JSON files that anybody may fetch, with a version and a publication date.

The list of a service names a file for each region (`region_index.json`: `regions`, `currentVersionUrl`), and that file
has `products` (by SKU, with `attributes`) and `terms` (`OnDemand`, by SKU, with `priceDimensions` and `pricePerUnit`):
docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-ppslong.html, pages "Reading the service index file" and
"Reading the service price list file for an AWS service".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from mlsysim_sym.errors import did_you_mean
from mlsysim_sym.sourcing.errors import SourceError
from mlsysim_sym.sourcing.fetching import Body, fetched
from mlsysim_sym.sourcing.jsonstream import Malformed, Scanner
from mlsysim_sym.sourcing.recordfile import Made, block, source_block
from mlsysim_sym.sourcing.snapshot import Row, Snapshot, now
from mlsysim_sym.sourcing.wanted import Wanted, joined_url

NAME, BASE, SERVICE = "aws", "https://pricing.us-east-1.amazonaws.com", "AmazonEC2"
INDEX = f"/offers/v1.0/aws/{SERVICE}/current/region_index.json"
FAMILIES = ("p4d.", "p4de.", "p5.", "p5e.", "p5en.", "p6-", "p6e-")
# One kind of offer: plain Linux on a shared machine, used by the hour. Others have other prices.
OFFER = {"operatingSystem": "Linux", "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA"}
FORMAT = "v1.0"


def snapshot(wanted: Wanted) -> Snapshot:
    """Fetch the on-demand prices of a region; raise SourceError for what cannot be fetched or read."""
    base = wanted.url or BASE
    region = wanted.needed("region")
    with fetched(joined_url(base, INDEX), seconds=wanted.seconds) as body:
        path = _path(body, region)
    with fetched(joined_url(base, path), seconds=wanted.seconds, largest=wanted.largest) as body:
        try:
            head = _head(body.file)
            rows = tuple(_rows(body, wanted.only or FAMILIES))
        except Malformed as error:
            raise SourceError(f"the price list cannot be read: {error}", url=body.url) from None
    return Snapshot(NAME, {"region": region}, body.url, now(), head["publicationDate"], head["version"], body.digest, rows)


def _path(body: Body, region: str) -> str:
    scanner = Scanner(body.file)
    try:
        index = scanner.value()
        scanner.end()
    except Malformed as error:
        raise SourceError(f"the index of regions cannot be read: {error}", url=body.url) from None
    regions = index.get("regions") if isinstance(index, dict) else None
    if not isinstance(regions, dict) or not regions:
        raise SourceError("the index has no `regions`", url=body.url)
    if region not in regions:
        raise SourceError(f"unknown region `{region}`", url=body.url, names=(region,), hint=did_you_mean(region, list(regions)))
    path = regions[region].get("currentVersionUrl") if isinstance(regions[region], dict) else None
    if not isinstance(path, str) or not path.startswith("/"):
        raise SourceError(f"the index names no file for `{region}`", url=body.url)
    return path


def _head(file: IO[bytes]) -> dict[str, str]:
    """Return the texts at the top of a price list, reading it to its end: an incomplete list is noticed here."""
    scanner, head = _from_start(file), {}
    for name in scanner.members():
        if name in {"formatVersion", "offerCode", "version", "publicationDate"}:
            head[name] = str(scanner.value())
        else:
            scanner.skip()
    scanner.end()
    for name in ("formatVersion", "offerCode", "version", "publicationDate"):
        if name not in head:
            raise Malformed(f"it has no `{name}`")
    if head["formatVersion"] != FORMAT or head["offerCode"] != SERVICE:
        raise Malformed(f"it is {head['offerCode']} in format {head['formatVersion']}, not {SERVICE} in {FORMAT}")
    return head


def _from_start(file: IO[bytes]) -> Scanner:
    file.seek(0)
    return Scanner(file)


def _entries(file: IO[bytes], *path: str) -> Iterator[tuple[str, Any]]:
    """Yield name and value of every member of an object in a list, by the names that lead there."""
    yield from _below(_from_start(file), path)


def _below(scanner: Scanner, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in scanner.members():
        if not path:
            yield name, scanner.value()
        elif name == path[0]:
            yield from _below(scanner, path[1:])
        else:
            scanner.skip()


def _rows(body: Body, families: tuple[str, ...]) -> Iterator[Row]:
    products = {sku: entry["attributes"] for sku, entry in _entries(body.file, "products") if _fits(entry, families)}
    if not products:
        raise SourceError(f"the list has no offer of {', '.join(families)}", url=body.url)
    found: dict[str, dict[str, Any]] = {}
    for sku, offers in _entries(body.file, "terms", "OnDemand"):
        if sku in products:
            row = _row(sku, products[sku], offers)
            before = found.setdefault(row["instance_type"], row)
            if before["price"] != row["price"]:
                said = f"{before['price']} and {row['price']} USD/h"
                raise SourceError(f"the list has two prices of {row['instance_type']}: {said}", url=body.url)
    missing = {entry["instanceType"] for entry in products.values()} - set(found)
    if missing:
        raise SourceError(f"the list has no price of {', '.join(sorted(missing))}", url=body.url)
    yield from (found[name] for name in sorted(found))


def _fits(entry: Any, families: tuple[str, ...]) -> bool:  # noqa: ANN401  (JSON)
    attributes = entry.get("attributes") if isinstance(entry, dict) else None
    if not isinstance(attributes, dict) or not str(attributes.get("instanceType", "")).startswith(families):
        return False
    return all(attributes.get(key, value) == value for key, value in OFFER.items())


def _row(sku: str, attributes: Mapping[str, Any], offers: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON)
    dimensions = [each for offer in _values(offers) for each in _values(offer.get("priceDimensions"))]
    prices = {each["pricePerUnit"]["USD"] for each in dimensions if each.get("unit") == "Hrs" and "USD" in each["pricePerUnit"]}
    if len(prices) != 1:
        raise Malformed(f"the offer {sku} has {len(prices)} prices by the hour in USD")
    price = prices.pop()
    try:
        if Decimal(price) <= 0:
            raise Malformed(f"the offer {sku} costs {price} USD/h")
    except InvalidOperation:
        raise Malformed(f"the price `{price}` of {sku} is no number") from None
    dates = sorted({str(offer.get("effectiveDate", "")) for offer in _values(offers)})
    return {
        "instance_type": attributes["instanceType"], "sku": sku, "accelerators": attributes.get("gpu"), "price": price,
        "unit": "USD/h", "effective": dates[0] if dates else "", "location": attributes.get("location", ""),
    }  # fmt: skip


def _values(data: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  (JSON)
    if not isinstance(data, dict) or not all(isinstance(each, dict) for each in data.values()):
        raise Malformed("an object of objects is expected")
    return list(data.values())


# --- records ------------------------------------------------------------------------------------------------------------


def records(snapshot: Snapshot) -> list[Made]:
    """Return a record for every machine of a snapshot whose accelerators are counted in it: the price of one of them."""
    region = snapshot.about["region"]
    source = f"aws_price_list_{_plain(region)}_{_plain(snapshot.retrieved[:10])}"
    text = source_block(source, {
        "authors": "Amazon Web Services", "title": f"AWS price list of {SERVICE}, {region}, version {snapshot.version}",
        "year": snapshot.published[:4], "url": snapshot.url,
        "note": f"Published {snapshot.published}, fetched {snapshot.retrieved}, SHA-256 {snapshot.body_sha256}.",
    })  # fmt: skip
    return [_made(row, snapshot, source, text) for row in snapshot.rows if row["accelerators"]]


def _made(row: Row, snapshot: Snapshot, source: str, text: str) -> Made:
    region, count, price = snapshot.about["region"], int(row["accelerators"]), Decimal(row["price"])
    name = f"infrastructure/prices/aws_{_plain(row['instance_type'])}_{_plain(region)}_{_plain(snapshot.retrieved[:10])}"
    where = f"{row['instance_type']}, {region}, on demand, Linux, SKU {row['sku']}, published {snapshot.published[:10]}"
    figure: dict[str, Any] = {"value": f"{price / count:f} USD/h", "source": source, "where": where}
    if count == 1:
        figure |= {"as_printed": row["price"], "basis": "printed"}
    else:
        figure |= {"basis": "derived", "how": f"{row['price']} USD/h for {count} accelerators"}
    head = {
        "record": name, "title": f"Hour of an accelerator of {row['instance_type']} at AWS, {region}",
        "about": f"From a snapshot of {snapshot.retrieved[:10]}.",
    }  # fmt: skip
    return Made(name, block(head, {"accelerator_price": figure, "cloud_price": figure}), source, text)


def _plain(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text.lower())
