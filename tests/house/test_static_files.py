"""Static files from inside the process: hashed names for ever, compressed, nothing else readable."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File

from config.static import CACHE_BYTES, StaticFiles
from config.storage import BuiltStaticStorage

JS = b"console.log('xin chao')\n"


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    (tmp_path / "js").mkdir()
    for name in ("js/a.js", "js/a.0123456789ab.js"):
        (tmp_path / name).write_bytes(JS)
        (tmp_path / f"{name}.br").write_bytes(b"br of it")
        (tmp_path / f"{name}.gz").write_bytes(b"gz of it!")
    (tmp_path / "img.png").write_bytes(b"png")
    manifest = {"paths": {"js/a.js": "js/a.0123456789ab.js"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticFiles(tmp_path, "/static/")


async def get(
    files: StaticFiles, name: str, method: str = "GET", **headers: bytes
) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    pairs = [(key.replace("_", "-").encode(), value) for key, value in headers.items()]
    await files({"path": f"/static/{name}", "method": method, "headers": pairs}, None, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


async def test_a_hashed_name_is_kept_for_ever_a_plain_one_for_a_minute(files: StaticFiles) -> None:
    status, headers, body = await get(files, "js/a.0123456789ab.js")
    assert (status, body) == (200, JS)
    assert b"immutable" in headers[b"cache-control"]
    assert headers[b"content-type"] == b"text/javascript; charset=utf-8"
    _, headers, _ = await get(files, "js/a.js")
    assert headers[b"cache-control"] == b"max-age=60, public"


@pytest.mark.parametrize(
    ("accepts", "encoding", "body"),
    [
        (b"gzip, deflate, br", b"br", b"br of it"),
        (b"gzip;q=1.0", b"gzip", b"gz of it!"),
        (b"", None, JS),
        (b"br;q=0, identity", None, JS),
    ],
)
async def test_the_best_accepted_encoding(
    files: StaticFiles, accepts: bytes, encoding: bytes | None, body: bytes
) -> None:
    _, headers, got = await get(files, "js/a.js", accept_encoding=accepts)
    assert headers.get(b"content-encoding") == encoding
    assert got == body
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers[b"vary"] == b"Accept-Encoding"


async def test_what_is_unchanged_is_not_sent_again(files: StaticFiles) -> None:
    _, headers, _ = await get(files, "img.png")
    status, _, body = await get(files, "img.png", if_none_match=headers[b"etag"])
    assert (status, body) == (304, b"")


async def test_only_names_that_were_built_are_served(files: StaticFiles, tmp_path: Path) -> None:
    (tmp_path.parent / "secret").write_text("x")
    for name in (
        "../secret",
        "..%2fsecret",
        "staticfiles.json",
        "/etc/passwd",
        "",
        "js",
        "js/a.js.br",
    ):
        assert (await get(files, name))[0] == 404, name
    assert (await get(files, "img.png", method="POST"))[0] == 405
    status, headers, body = await get(files, "img.png", method="HEAD")
    assert (status, headers[b"content-length"], body) == (200, b"3", b"")


async def test_memory_is_bounded(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.bin").write_bytes(bytes(CACHE_BYTES // 10))
    files = StaticFiles(tmp_path, "/static/")
    for number in range(20):
        assert len((await get(files, f"{number}.bin"))[2]) == CACHE_BYTES // 10
    assert files.held <= CACHE_BYTES
    assert files.held == sum(map(len, files.bodies.values()))


def loose_imports(built: Path) -> list[str]:
    """Imports of built modules under js/ that do not lead to a hashed name."""
    manifest = json.loads((built / "staticfiles.json").read_text())["paths"]
    hashed = set(manifest.values())
    loose = []
    for source, name in manifest.items():
        if not source.startswith("js/"):
            continue
        text = (built / name).read_text("utf-8")
        for target in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""", text):
            path = (built / name).parent.joinpath(target).resolve()
            if str(path.relative_to(built.resolve())) not in hashed:
                loose.append(f"{source}: {target}")
    return loose


def test_every_import_of_a_built_module_leads_to_a_hashed_name(built_static: Path) -> None:
    """A browser that loads an unhashed module may get an old one for a minute.

    Django's patterns take `import './a.js';` and a later `export … from './b.js';` for one
    statement and hash the second name twice: a module's bare imports stand after its re-exports.
    """
    assert loose_imports(built_static) == []


def build(source: Path, target: Path, *, modules: bool) -> Path:
    """Build `source` as collectstatic does; `modules` is what the setting of the storage says."""

    class Storage(BuiltStaticStorage):
        support_js_module_import_aggregation = modules

    storage = Storage(location=target, base_url="/static/")
    paths = {}
    for path in source.rglob("*.js"):
        name = str(path.relative_to(source))
        with path.open("rb") as file:
            storage.save(name, File(file))
        paths[name] = (storage, name)
    for _, _, done in storage.post_process(paths):
        if isinstance(done, Exception):
            raise done
    return target


def test_every_way_to_import_is_followed_and_without_it_none(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "js" / "core").mkdir(parents=True)
    (source / "js" / "core" / "b.js").write_text("export const b = 1;\nexport default b;\n")
    (source / "js" / "a.js").write_text(
        "import b from './core/b.js';\n"
        "import { b as c } from './core/b.js';\n"
        "import {\n  b as d,\n} from './core/b.js';\n"
        "export { b } from './core/b.js';\n"
        "import './core/b.js';\n"
        "const later = () => import('./core/b.js');\n"
    )
    assert loose_imports(build(source, tmp_path / "with", modules=True)) == []
    assert len(loose_imports(build(source, tmp_path / "without", modules=False))) == 6
