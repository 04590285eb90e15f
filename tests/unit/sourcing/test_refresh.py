"""Hold refreshing: price lists and grid intensities in their published form become snapshots, and snapshots records."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from mlsysim_sym.book.book import Book
from mlsysim_sym.checking.records import record_errors
from mlsysim_sym.cli import cli
from mlsysim_sym.errors import DataError, MlsysimError, QuestionError
from mlsysim_sym.sourcing import aws, electricity_maps, recordfile
from mlsysim_sym.sourcing.errors import RateLimitError, SnapshotError, SourceError
from mlsysim_sym.sourcing.snapshot import Snapshot, read_snapshot, write_snapshot
from mlsysim_sym.sourcing.wanted import Wanted
from tests.unit.sourcing.servers import Answer, Server, serving

INDEX, LIST = "/offers/v1.0/aws/AmazonEC2/current/region_index.json", "/offers/v1.0/aws/AmazonEC2/20260301/us-east-1/index.json"
KEY = "ELECTRICITY_MAPS_API_KEY"


def product(sku: str, kind: str, gpu: str | None = "8", **other: str) -> dict[str, Any]:
    attributes = {
        "servicecode": "AmazonEC2", "location": "US East (N. Virginia)", "instanceType": kind, "operatingSystem": "Linux",
        "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA", "licenseModel": "No License required",
        **({"gpu": gpu} if gpu else {}), **other,
    }  # fmt: skip
    return {"sku": sku, "productFamily": "Compute Instance", "attributes": attributes}


def offer(sku: str, price: str, unit: str = "Hrs") -> dict[str, Any]:
    code = f"{sku}.JRTCKXETXF"
    dimension = {
        "rateCode": f"{code}.6YS6EN2CT7", "description": "an hour", "beginRange": "0", "endRange": "Inf", "unit": unit,
        "pricePerUnit": {"USD": price}, "appliesTo": [],
    }  # fmt: skip
    return {code: {
        "offerTermCode": "JRTCKXETXF", "sku": sku, "effectiveDate": "2026-02-01T00:00:00Z",
        "priceDimensions": {f"{code}.6YS6EN2CT7": dimension}, "termAttributes": {},
    }}  # fmt: skip


def price_list() -> dict[str, Any]:
    """Return a small list in the published form; the prices are made up."""
    products = {
        "A1": product("A1", "p5.48xlarge"), "A2": product("A2", "p5.48xlarge", operatingSystem="Windows"),
        "A3": product("A3", "p5.48xlarge", tenancy="Dedicated"), "A4": product("A4", "p5.4xlarge", gpu="1"),
        "A5": product("A5", "p4d.24xlarge"), "A6": product("A6", "m5.large", gpu=None),
        "A7": product("A7", "p5.48xlarge", capacitystatus="UnusedCapacityReservation"),
        "A8": {"sku": "A8", "productFamily": "Data Transfer", "attributes": {"servicecode": "AWSDataTransfer"}},
    }  # fmt: skip
    prices = {"A1": "44.5000000000", "A2": "99.0", "A3": "98.0", "A4": "5.5", "A5": "21.0", "A6": "0.096", "A7": "0.0"}
    return {
        "formatVersion": "v1.0", "disclaimer": "for tests", "offerCode": "AmazonEC2", "version": "20260301120000",
        "publicationDate": "2026-03-01T12:00:00Z", "products": products,
        "terms": {"OnDemand": {sku: offer(sku, price) for sku, price in prices.items()},
                  "Reserved": {"A1": {"A1.X": {"priceDimensions": {}}}}},
    }  # fmt: skip


def index() -> dict[str, Any]:
    regions = {"us-east-1": {"regionCode": "us-east-1", "currentVersionUrl": LIST}}
    return {"formatVersion": "v1.0", "publicationDate": "2026-03-01T12:00:00Z", "regions": regions}


def answers(prices: dict[str, Any] | None = None) -> dict[str, Any]:
    body = json.dumps(price_list() if prices is None else prices).encode()
    return {INDEX: Answer(json.dumps(index()).encode()), LIST: Answer(body)}


def run(*arguments: str) -> int:
    return int(cli.main(list(arguments), standalone_mode=False))


# --- AWS ----------------------------------------------------------------------------------------------------------------


def test_prices_of_a_region() -> None:
    with serving(answers()) as server:
        taken = aws.snapshot(Wanted(region="us-east-1", url=server.url))
    assert [(row["instance_type"], row["accelerators"], row["price"]) for row in taken.rows] == [
        ("p4d.24xlarge", "8", "21.0"), ("p5.48xlarge", "8", "44.5000000000"), ("p5.4xlarge", "1", "5.5"),
    ]  # fmt: skip
    assert (taken.published, taken.version) == ("2026-03-01T12:00:00Z", "20260301120000")
    assert taken.url == server.url + LIST


def test_the_order_of_a_list_does_not_matter() -> None:
    turned = dict(reversed(list(price_list().items())))
    with serving(answers(turned)) as server:
        taken = aws.snapshot(Wanted(region="us-east-1", url=server.url, only=("p5.48",)))
    assert [row["sku"] for row in taken.rows] == ["A1"]


def _with(*path: str, value: object) -> dict[str, Any]:
    made = deepcopy(price_list())
    at = made
    for key in path[:-1]:
        at = at[key]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        (_with("formatVersion", value="v2.0"), "AmazonEC2 in format v2.0, not AmazonEC2 in v1.0"),
        (_with("offerCode", value="AmazonS3"), "it is AmazonS3"),
        (_with("publicationDate", value=...), "it has no `publicationDate`"),
        (_with("products", value={}), r"the list has no offer of p4d\."),
        (_with("terms", "OnDemand", "A1", value=...), "no price of p5.48xlarge"),
        (_with("terms", "OnDemand", "A1", value=offer("A1", "none")), "the price `none` of A1 is no number"),
        (_with("terms", "OnDemand", "A1", value=offer("A1", "-1")), "costs -1 USD/h"),
        (_with("terms", "OnDemand", "A1", value=offer("A1", "1", "Quantity")), "A1 has 0 prices by the hour"),
        (_with("terms", "OnDemand", "A1", value={"A1.X": []}), "an object of objects is expected"),
        (_with("products", "A9", value=product("A9", "p5.48xlarge"))
         | {"terms": {"OnDemand": {**price_list()["terms"]["OnDemand"], "A9": offer("A9", "45")}}}, "two prices of p5.48xlarge"),
    ],
)  # fmt: skip
def test_lists_that_are_no_good(prices: dict[str, Any], said: str, tmp_path: Path) -> None:
    with serving(answers(prices)) as server, pytest.raises(SourceError, match=said):
        aws.snapshot(Wanted(region="us-east-1", url=server.url))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", [1, 40, 300, 2000])
def test_a_list_that_breaks_off(cut: int) -> None:
    with serving(answers()) as server:
        whole = server.answers[LIST]
        assert isinstance(whole, Answer)
        server.answers[LIST] = Answer(whole.body[:-cut])
        with pytest.raises(SourceError, match=r"cannot be read|ends after"):
            aws.snapshot(Wanted(region="us-east-1", url=server.url))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "index of regions cannot be read"),
        (b"[]", "has no `regions`"),
        (b'{"regions": {"us-east-1": {}}}', "names no file"),
    ],
)
def test_an_index_that_is_no_good(body: bytes, said: str) -> None:
    with serving({INDEX: Answer(body)}) as server, pytest.raises(SourceError, match=said):
        aws.snapshot(Wanted(region="us-east-1", url=server.url))


def test_an_unknown_region_and_none() -> None:
    with serving(answers()) as server:
        with pytest.raises(SourceError, match="unknown region `us-east1`") as caught:
            aws.snapshot(Wanted(region="us-east1", url=server.url))
        with pytest.raises(QuestionError, match="needs a region"):
            aws.snapshot(Wanted(url=server.url))
    assert caught.value.hint == "did you mean `us-east-1`?"


def test_a_list_that_is_too_large() -> None:
    with serving(answers()) as server, pytest.raises(SourceError, match="more than 1000"):
        aws.snapshot(Wanted(region="us-east-1", url=server.url, largest=1000))


# --- Electricity Maps ---------------------------------------------------------------------------------------------------


def hour(n: int, value: float = 300.0, **other: Any) -> dict[str, Any]:
    return {
        "zone": "DE", "carbonIntensity": value, "datetime": f"2026-11-24T{n:02}:00:00.000Z",
        "updatedAt": f"2026-11-24T{n:02}:40:00.000Z", "createdAt": "2026-11-20T00:00:00.000Z",
        "emissionFactorType": "lifecycle", "isEstimated": False, "estimationMethod": None, **other,
    }  # fmt: skip


LATEST, HISTORY = "/v3/carbon-intensity/latest?zone=DE", "/v3/carbon-intensity/history?zone=DE"


def intensity(server: Server, **parts: Any) -> Snapshot:
    return electricity_maps.snapshot(Wanted(**{"zone": "DE", "url": server.url, **parts}))


def test_the_intensity_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    with serving({LATEST: Answer(json.dumps(hour(12, 322)).encode())}) as server:
        taken = intensity(server)
    assert server.requests[0][1]["auth-token"] == "s3cret"
    assert taken.rows[0]["value"] == 322
    assert "s3cret" not in json.dumps(taken.to_dict())


def test_a_day_becomes_a_series(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    hours = [hour(n, 100 + n, isEstimated=n > 21, estimationMethod="TIME_SLICER_AVERAGE" if n > 21 else None) for n in range(24)]
    body = json.dumps({"zone": "DE", "history": hours[::-1]}).encode()
    with serving({HISTORY: Answer(body)}) as server:
        made = electricity_maps.records(intensity(server, reading="history"))
    recordfile.write_into(str(tmp_path), made)
    book = Book.load(str(tmp_path))
    record = book.record(made[0].name)
    assert record.series["hourly_intensity"].values == tuple(100.0 + n for n in range(24))
    assert record.series["hourly_intensity"].start == "2026-11-24T00:00"
    assert [str(error) for error in record_errors(book, made[0].name)] == []
    assert "TIME_SLICER_AVERAGE" in made[0].text
    figure = record.field("grid_intensity").figure
    assert figure is not None
    assert figure.value().number == pytest.approx(111.5)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({**hour(1), "zone": "FR"}, "for the zone `FR`, not `DE`"),
        ({**hour(1), "carbonIntensity": None}, "has no `carbonIntensity`"),
        ({**hour(1), "carbonIntensity": "300"}, "out of bounds"),
        ({**hour(1), "carbonIntensity": -3}, "out of bounds"),
        ({**hour(1), "datetime": "yesterday"}, "`yesterday` is no time"),
        ([], "an object is expected"),
    ],
)
def test_intensities_that_are_no_good(data: object, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    with serving({LATEST: Answer(json.dumps(data).encode())}) as server, pytest.raises(SourceError, match=said):
        intensity(server)


def test_hours_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    body = json.dumps({"zone": "DE", "history": [hour(1), hour(2), hour(4)]}).encode()
    with serving({HISTORY: Answer(body)}) as server:
        taken = intensity(server, reading="history")
    with pytest.raises(SourceError, match="hours missing or double"):
        electricity_maps.records(taken)


def test_a_key_is_needed_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)
    with serving({LATEST: Answer(status=401)}) as server:
        with pytest.raises(QuestionError, match=KEY):
            intensity(server)
        assert server.requests == []
        monkeypatch.setenv(KEY, "s3cret")
        with pytest.raises(SourceError, match="the key is missing or wrong") as caught:
            intensity(server)
    assert "s3cret" not in json.dumps(caught.value.to_dict())


def test_a_limit_of_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    answer = Answer(status=429, headers={"Retry-After": "60"})
    with serving({LATEST: answer}) as server, pytest.raises(RateLimitError, match="wait 60 s"):
        intensity(server)


# --- snapshots ----------------------------------------------------------------------------------------------------------


def snapshot() -> Snapshot:
    row = {"instance_type": "p5.48xlarge", "sku": "A1", "accelerators": "8", "price": "44.5", "unit": "USD/h"}
    return Snapshot("aws", {"region": "us-east-1"}, "https://example.org/l.json", "2026-11-25T10:00:00Z",
                    "2026-03-01T12:00:00Z", "1", "00", (row,))  # fmt: skip


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = write_snapshot(snapshot(), str(tmp_path))
    assert path.name == "aws_us_east_1_2026_11_25.json"
    assert read_snapshot(str(path)) == snapshot()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"44.5"', '"4.45"', "was changed: its hash is another"),
        ("mlsysim-sym/snapshot/1", "mlsysim-sym/snapshot/9", "is no snapshot of the form"),
        ('"version"', '"edition"', "is no snapshot of the form"),
        ('"rows": [', '"rows": [[', "is no JSON"),
    ],
)
def test_a_snapshot_that_was_changed(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = write_snapshot(snapshot(), str(tmp_path))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SnapshotError, match=said) as caught:
        read_snapshot(str(path))
    assert caught.value.file == str(path)


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_snapshot(snapshot(), str(tmp_path))
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match=r"cannot write .* no space left on device"):
        write_snapshot(snapshot(), str(tmp_path))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="cannot write"):
        write_snapshot(snapshot(), str(tmp_path / "file"))


# --- the command --------------------------------------------------------------------------------------------------------


def test_in_two_steps_prices_reach_a_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, book = str(tmp_path / "snapshots"), str(tmp_path / "book")
    with serving(answers()) as server:
        assert run("refresh", "aws", "--region", "us-east-1", "--url", server.url, "--out", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["records"] == []
    assert run("refresh", said["snapshot"], "--into", book) == 0
    written = capsys.readouterr().out
    assert written.count("/registry/infrastructure/prices/aws_") == 3
    loaded = Book.load(book)
    for name in loaded.names("record"):
        if name.startswith("infrastructure/prices/aws_p"):
            assert [str(error) for error in record_errors(loaded, name)] == []
    price = next(name for name in loaded.names("record") if "aws_p5_48xlarge" in name).rpartition("/")[2]
    run("solve", "training_cost", "--law", "training_cost", "accelerator_time=100 h", f"--with=price={price}", "--book", book)
    run("provenance", f"{price}.cloud_price", "--book", book)
    shown = capsys.readouterr().out
    assert "5.5625" in shown
    assert "44.5000000000 USD/h for 8 accelerators" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("azure",), "unknown source of data `azure`"),
        (("electricity-map", "--zone", "DE"), "did you mean `electricity-maps`?"),
        (("none.json", "--into", "x"), "cannot read `none.json`"),
        (("aws", "--region", "us-east-1", "--url", "http://example.org"), "only HTTPS is"),
        (("aws", "--region", "us-east-1", "--timeout", "-1"), "-1"),
    ],
)
def test_commands_that_are_no_good(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("refresh", *arguments) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_error_as_json_has_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    with serving({INDEX: Answer(status=429, headers={"Retry-After": "7"})}) as server:
        assert run("refresh", "aws", "--region", "us-east-1", "--url", server.url, "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert (said["family"], said["wait"], said["exit"]) == ("RateLimitError", 7, 2)
    assert said["url"].startswith(server.url)
    assert issubclass(RateLimitError, MlsysimError)
