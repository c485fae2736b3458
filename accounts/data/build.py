"""Makes the reference data of this folder from the sources named in SOURCES.md.

    python accounts/data/build.py FOLDER

FOLDER holds `admin_units/` and `ethnic_groups/` as downloaded. Run by hand when a source changes.
"""

import gzip
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from accounts.rules.text import nfc  # noqa: E402
from accounts.rules.units import run_together, split_name  # noqa: E402

START = "2025-07-01"
DONG_NAI = "2026-04-30"


def seed_rows(path: Path, pattern: str) -> list[tuple[str, ...]]:
    """The quoted values of each row of an INSERT list."""
    text = nfc(path.read_text(encoding="utf-8"))
    rows = re.findall(pattern, text)
    return [tuple(value.replace("''", "'") for value in row) for row in rows]


def units(folder: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Provinces and communes: names of the manual seeds, changes from the later JSON."""
    seeds = folder / "manual_seeds"
    later = json.loads((folder / "full_json_generated_data_vn_units.json").read_text("utf-8"))
    later_kind = {}
    for province in later:
        later_kind[province["Code"]] = province["AdministrativeUnitShortName"]
        for ward in province["Wards"]:
            later_kind[ward["Code"]] = ward["AdministrativeUnitShortName"]

    def unit(code: str, full_name: str) -> dict[str, object]:
        kind, name = split_name(full_name)
        row: dict[str, object] = {"code": code, "kind": kind, "name": name}
        now, _ = split_name(f"{later_kind[code]} {name}")
        if now != kind:
            row |= {"kind": now, "before": [{"kind": kind, "until": DONG_NAI}]}
        return row

    provinces = [
        unit(code, name)
        for code, name in seed_rows(seeds / "provinces_seed.sql", r"\('(\d\d)', '((?:[^']|'')+)'\)")
    ]
    communes = []
    for path in sorted(seeds.glob("*_*.sql")):
        if path.name == "provinces_seed.sql":
            continue
        found = seed_rows(path, r"\('(\d{5})', '((?:[^']|'')+)', '(\d\d)'\)")
        communes += [unit(code, name) | {"province": province} for code, name, province in found]
    communes.sort(key=lambda row: str(row["code"]))
    return provinces, communes


def old_to_new(
    folder: Path, provinces: list[dict[str, object]], communes: list[dict[str, object]]
) -> dict[str, list[str]]:
    """Old three-level address key -> new commune codes, the likeliest first."""
    source = json.loads(next(folder.glob("63to34_*.json")).read_text("utf-8"))
    labels = {"xa": "xã", "phuong": "phường", "dac_khu": "đặc khu"}
    province_key = {}
    for row in provinces:
        before = row.get("before")
        kind = before[0]["kind"] if isinstance(before, list) else row["kind"]
        label = "tỉnh" if kind == "tinh" else "thành phố"
        province_key[row["code"]] = run_together(f"{label} {row['name']}", marks=False)
    codes: dict[tuple[str, str], list[str]] = {}
    for row in communes:
        before = row.get("before")
        kind = str(before[0]["kind"] if isinstance(before, list) else row["kind"])
        for marks in (True, False):
            key = run_together(f"{labels[kind]} {row['name']}", marks=marks)
            codes.setdefault((province_key[row["province"]], key), []).append(str(row["code"]))

    def code_of(province: str, ward: str) -> str:
        found = set(codes[(province, ward)])
        if len(found) != 1:
            raise ValueError(f"{ward} of {province} is {found}")
        return found.pop()

    out: dict[str, list[str]] = {}
    for province, wards in source["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                out.setdefault(old, []).append(code_of(province, ward))
    for province, wards in source["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in wards.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            for part in ordered:
                code = code_of(province, part["newWardKey"])
                if code not in out.setdefault(old, []):
                    out[old].append(code)
    return dict(sorted(out.items()))


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    """A JSON list with one row a line, so that a change shows as a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main(source: Path) -> None:
    provinces, communes = units(source / "admin_units")
    write_rows(HERE / "provinces.json", provinces)
    write_rows(HERE / "communes.json", communes)
    moved = old_to_new(source / "admin_units", provinces, communes)
    packed = json.dumps(moved, ensure_ascii=False, separators=(",", ":")).encode()
    (HERE / "old_to_new.json.gz").write_bytes(gzip.compress(packed, mtime=0))
    groups = json.loads((source / "ethnic_groups/ethnic_groups_121tctk.json").read_text("utf-8"))
    write_rows(
        HERE / "ethnic_groups.json",
        [
            {
                "code": row["Code"],
                "name": nfc(row["Name"]),
                "aliases": [
                    nfc(a).strip() for a in (row.get("Alias") or "").split(",") if a.strip()
                ],
            }
            for row in groups
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
