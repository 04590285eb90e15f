"""Carbon intensity of a grid from the Electricity Maps API, with the user's own key.

`GET /v3/carbon-intensity/latest?zone=DE` with the header `auth-token` answers an object with `zone`, `carbonIntensity`
(gCO2eq/kWh), `datetime`, `updatedAt`, `emissionFactorType`, `isEstimated`, `estimationMethod`; `/history` answers the
last 24 hours as a list of such objects under `history`: portal.electricitymaps.com/docs/api, and as quoted in
blipee-dev/blipee-os:docs/electricity-maps-api-analysis.md. The key is read from an environment variable, is sent to the
named host alone and is written nowhere.
"""

from __future__ import annotations

import datetime as dt
import os
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from mlsysim_sym.errors import QuestionError
from mlsysim_sym.sourcing.errors import SourceError
from mlsysim_sym.sourcing.fetching import MEGABYTE, fetched
from mlsysim_sym.sourcing.jsonstream import Malformed, Scanner
from mlsysim_sym.sourcing.recordfile import Made, block, source_block
from mlsysim_sym.sourcing.snapshot import Row, Snapshot, now
from mlsysim_sym.sourcing.wanted import Wanted, joined_url

NAME, BASE, VERSION = "electricity_maps", "https://api.electricitymaps.com", "v3"
KEY = "ELECTRICITY_MAPS_API_KEY"
READINGS = ("latest", "history")
UNIT, HOUR = "gCO2e/kWh", dt.timedelta(hours=1)
MOST = 5000.0  # gCO2e/kWh; coal has about a thousand


def snapshot(wanted: Wanted) -> Snapshot:
    """Fetch the intensity of a zone, now or hour by hour; raise SourceError for what cannot be fetched or read."""
    key, zone = os.environ.get(KEY, ""), wanted.needed("zone")
    if not key:
        raise QuestionError(f"the environment variable {KEY} is not set", names=(KEY,), hint="it holds your key of the API")
    url = joined_url(wanted.url or BASE, f"/{VERSION}/carbon-intensity/{wanted.reading}?{urlencode({'zone': zone})}")
    with fetched(url, {"auth-token": key}, wanted.seconds, MEGABYTE) as body:
        scanner = Scanner(body.file)
        try:
            data = scanner.value()
            scanner.end()
            rows = tuple(_rows(data, wanted.reading, zone))
        except Malformed as error:
            raise SourceError(f"the answer cannot be read: {error}", url=url) from None
    about = {"zone": zone, "reading": wanted.reading}
    return Snapshot(NAME, about, url, now(), max(row["updated"] for row in rows), VERSION, body.digest, rows)


def _rows(data: Any, reading: str, zone: str) -> list[Row]:  # noqa: ANN401  (JSON)
    if not isinstance(data, dict):
        raise Malformed("an object is expected")
    if data.get("zone") != zone:
        raise Malformed(f"it is for the zone `{data.get('zone')}`, not `{zone}`")
    entries = data.get("history") if reading == "history" else [data]
    if not isinstance(entries, list) or not entries:
        raise Malformed("it has no `history`")
    rows = sorted((_row(each) for each in entries), key=lambda row: str(row["time"]))
    if len({row["factors"] for row in rows}) > 1:
        raise Malformed("its values count emissions in different ways")
    return rows


def _row(entry: Any) -> Row:  # noqa: ANN401  (JSON)
    if not isinstance(entry, dict):
        raise Malformed("an object is expected")
    for key in ("carbonIntensity", "datetime", "updatedAt"):
        if entry.get(key) is None:
            raise Malformed(f"it has no `{key}`")
    value = entry["carbonIntensity"]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MOST:
        raise Malformed(f"a carbon intensity of {value} {UNIT} is out of bounds")
    for key in ("datetime", "updatedAt"):
        _time(entry[key])
    return {
        "time": entry["datetime"], "value": value, "unit": UNIT, "updated": entry["updatedAt"],
        "factors": entry.get("emissionFactorType", "not said"), "estimated": entry.get("isEstimated"),
        "method": entry.get("estimationMethod"),
    }  # fmt: skip


def _time(text: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise Malformed(f"`{text}` is no time") from None


# --- records ------------------------------------------------------------------------------------------------------------


def records(snapshot: Snapshot) -> list[Made]:
    """Return the record of a snapshot: one value, or a series with its mean."""
    zone, day = snapshot.about["zone"], snapshot.retrieved[:10]
    short = f"{zone}_{snapshot.about['reading']}_{day}".replace("-", "_").lower()
    name, source = f"infrastructure/grids/electricity_maps_{short}", f"electricity_maps_{short}"
    text = source_block(source, {
        "authors": "Electricity Maps", "title": f"Electricity Maps API {snapshot.version}, carbon intensity of {zone}",
        "year": snapshot.published[:4], "url": snapshot.url,
        "note": f"Fetched {snapshot.retrieved}, SHA-256 {snapshot.body_sha256}.",
    })  # fmt: skip
    head = {"record": name, "title": f"Electricity grid of {zone}, {snapshot.about['reading']}, {day}",
            "about": f"From a snapshot of {day}; average intensity by {snapshot.rows[0]['factors']} factors."}  # fmt: skip
    made = _series(snapshot, head, source) if len(snapshot.rows) > 1 else _single(snapshot, head, source)
    return [Made(name, made, source, text)]


def _basis(rows: tuple[Row, ...]) -> dict[str, str]:
    methods = sorted({str(row["method"] or "a method that is not said") for row in rows if row["estimated"]})
    return {"basis": "estimated", "how": f"by the source: {', '.join(methods)}"} if methods else {"basis": "printed"}


def _single(snapshot: Snapshot, head: dict[str, str], source: str) -> str:
    row = snapshot.rows[0]
    figure = {"value": f"{row['value']} {UNIT}", "as_printed": f'"carbonIntensity": {row["value"]}', "source": source,
              "where": f"datetime {row['time']}", **_basis(snapshot.rows)}  # fmt: skip
    return block(head, {"grid_intensity": figure})


def _series(snapshot: Snapshot, head: dict[str, str], source: str) -> str:
    times = [_time(row["time"]) for row in snapshot.rows]
    gaps = {after - before for before, after in pairwise(times)}
    if gaps != {HOUR}:
        raise SourceError("the history has hours missing or double, and no series is made of it", url=snapshot.url)
    series = {
        "unit": UNIT, "step": "1 h", "start": times[0].strftime("%Y-%m-%dT%H:%M"), "zone": "UTC",
        "values": [row["value"] for row in snapshot.rows], "source": source,
        "where": f"datetime {snapshot.rows[0]['time']} and later", **_basis(snapshot.rows),
    }  # fmt: skip
    return block(head, {"grid_intensity": {"reduce": "mean", "of": "hourly_intensity"}}, {"hourly_intensity": series})
