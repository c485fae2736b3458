"""Storage of built static files."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class BuiltStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, br and gz beside each file, and hashed names inside ES module imports."""

    support_js_module_import_aggregation = True
