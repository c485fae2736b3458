"""The one settings file. Every value has a default that is safe: an empty environment works.

Names read from the environment (or from `.env`): SECRET_KEY, DEBUG, ALLOWED_HOSTS,
CSRF_TRUSTED_ORIGINS, DATABASE_URL, REDIS_URL, EMAIL_URL, FIELD_KEYS, OIDC_*, SENTRY_DSN,
MEDIA_ROOT and VAR_DIR (where everything that changes lives; default ./var).
"""

import hashlib
import hmac
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key
from environs import Env

from config.keys import load_or_make
from config.log import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

VAR_DIR = Path(env.str("VAR_DIR", "") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
KEYS_DIR = VAR_DIR / "keys"

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or load_or_make(
    KEYS_DIR / "secret_key", get_random_secret_key
)
# Fernet keys for personal data at rest, newest first; older ones stay readable.
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", []) or load_or_make(
    KEYS_DIR / "field_keys", lambda: Fernet.generate_key().decode("ascii")
).split(",")

# The key of the blind indexes (phone, CCCD, mã dự thi). It stays when FIELD_KEYS rotate, so that
# what was stored can still be found.
INDEX_KEY = env.str("INDEX_KEY", "") or load_or_make(KEYS_DIR / "index_key", get_random_secret_key)


def derived_key(purpose: str) -> bytes:
    """A 32-byte key of its own for one purpose, so that no two signatures share a key."""
    return hmac.new(SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


# Tickets of the save route and the sockets are signed with a key of their own.
TICKET_KEY = derived_key("contests.tickets")

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", []) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
REDIS_URL = env.str("REDIS_URL", "")
SENTRY_DSN = env.str("SENTRY_DSN", "")

# --- applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",  # must stand first
    "config",
    "accounts",
    "quiz",
    "contests",
    "contests.online",
    "contests.live",
    "contests.results",
    "contests.reports",
    "contests.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "import_export",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "config.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AccountsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- database -----------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    # A transaction that reads first and writes later fails at once with "database is locked"
    # when somebody wrote between; IMMEDIATE takes the write lock at its start and waits.
    "transaction_mode": "IMMEDIATE",
    # FULL, not NORMAL: in WAL mode NORMAL loses acknowledged answers at a power cut.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for `url` with the durability that promises P1 and P2 need."""
    config: dict[str, Any] = dict(env.dj_db_url("_NO_SUCH_NAME", url))
    options: dict[str, Any] = dict(config.get("OPTIONS") or {})
    if config["ENGINE"].endswith("sqlite3"):
        options = SQLITE_OPTIONS | options
    elif config["ENGINE"].endswith("postgresql"):
        # What the URL brought (a socket folder, sslmode) stays; only what is absent is added.
        options.setdefault("pool", {"min_size": 1, "max_size": 40, "timeout": 10})
        durable = "-c synchronous_commit=on"
        options["options"] = f"{options['options']} {durable}" if "options" in options else durable
    config["OPTIONS"] = options
    config["ATOMIC_REQUESTS"] = False
    config["CONN_MAX_AGE"] = 0
    return config


DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, channel layer, jobs -----------------------------------------------------------------

CACHES: dict[str, Any]
CHANNEL_LAYERS: dict[str, Any]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "thi",
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            # Pub/sub heals after a restart of Redis; the core layer's sockets die with it. What it
            # loses meanwhile is read again from the database.
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                # An idle subscription must not be cut by a read timeout.
                "hosts": [
                    {"address": REDIS_URL, "socket_timeout": None, "socket_connect_timeout": 5}
                ],
                "prefix": "thi",
            },
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
        "OPTIONS": {},
    }
}

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"

AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
LOGIN_URL = "login"

PASSWORD_HASHERS = [
    "config.hashers.TunedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

OIDC = {
    "issuer": env.str("OIDC_ISSUER", ""),
    "client_id": env.str("OIDC_CLIENT_ID", ""),
    "client_secret": env.str("OIDC_CLIENT_SECRET", ""),
    "name": env.str("OIDC_NAME", ""),
}

# Everybody may know it: a system check refuses demo accounts where a host is public.
DEMO_PASSWORD = "trinh-dien-2026"  # noqa: S105

# Messages live in a signed cookie: a page that shows none touches no session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- language, time, files ----------------------------------------------------------------------

LANGUAGE_CODE = "vi"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True  # stored in UTC, whatever the next line says
TIME_ZONE = "Asia/Ho_Chi_Minh"  # shown

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.exists()]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", "") or VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.BuiltStaticStorage"
    },
}

_email = env.dj_email_url("EMAIL_URL", "dummy://" if not DEBUG else "console://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST", "")
EMAIL_PORT = _email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10

# --- security -----------------------------------------------------------------------------------

# No nonces: pages must be cacheable. No inline script, style or handler anywhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# True when every origin that browsers use is HTTPS; a plain-HTTP hall network stays usable.
HTTPS = bool(CSRF_TRUSTED_ORIGINS) and all(o.startswith("https://") for o in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
# The redirect to HTTPS is the proxy's (deploy/nginx.conf): a process behind TCP cannot know.
SILENCED_SYSTEM_CHECKS = ["security.W008"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # forms; files are counted apart, by the gate
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

LOGGING_CONFIG = None
logging_settings(debug=DEBUG)

if SENTRY_DSN:
    # An optional extra (pip install sentry-sdk): data leaves the agency only when somebody says so.
    import sentry_sdk

    sentry_sdk.init(SENTRY_DSN, send_default_pii=False, include_local_variables=False)
