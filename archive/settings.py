"""Django settings, from environment variables.

`CUTTINGS_MODE` is `production` by default; manage.py sets `local`. Production requires secret key
and hosts from the environment; a local archive generates its secret key and serves this machine
only. All data is written under `CUTTINGS_HOME`.
"""

import os
import re
import secrets
from datetime import timedelta
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ

from archive.errors import ConfigurationError
from archive.home import check_home
from archive.search.engines.opensearch.address import parse_address

BASE_DIR = Path(__file__).resolve().parent.parent
_PACKAGED = BASE_DIR / "archive" / "assets"
IS_INSTALLED = _PACKAGED.is_dir()
ASSETS_DIR = _PACKAGED if IS_INSTALLED else BASE_DIR
"""Folder of `templates`, `static` and `fixtures`: the package if installed, else the checkout."""
env = environ.Env()


def _choice(name: str, *choices: str) -> str:
    """Return a variable that must be one of `choices`; the first is the default."""
    if (value := env.str(name, "") or choices[0]) in choices:
        return value
    raise ConfigurationError(f"{name} is ‘{value}’. Set it to {' or '.join(choices)}.")


MODE = _choice("CUTTINGS_MODE", "production", "local")
PRODUCTION = MODE == "production"


def _required(name: str, what: str) -> str:
    """Return a variable that production requires."""
    if value := env.str(name, "").strip():
        return value
    raise ConfigurationError(
        f"{name} is not set: {what} Set it in the environment, or set CUTTINGS_MODE=local to run"
        " an archive for this machine only."
    )


def _number(name: str, default: int) -> int:
    """Return a variable that must be a non-negative integer."""
    value = env.str(name, "").strip() or str(default)
    if not value.isdecimal():
        raise ConfigurationError(f"{name} is ‘{value}’. Set it to a whole number, or unset it.")
    return int(value)


def _prefix(name: str) -> str:
    """Return the path that all addresses begin with (`/news`), also from SCRIPT_NAME; empty by default."""
    value = (env.str(name, "") or env.str("SCRIPT_NAME", "")).strip().strip("/")
    if not re.fullmatch(r"[A-Za-z0-9._~/-]*", value) or "//" in value:
        raise ConfigurationError(f"{name} is ‘{value}’. Write a path of letters, digits and hyphens: /news.")
    return f"/{value}" if value else ""


def _origins(name: str) -> list[str]:
    """Return a variable of origins (https://host:port), with commas."""
    origins = [text.strip().rstrip("/") for text in env.str(name, "").split(",") if text.strip()]
    for origin in origins:
        if not re.fullmatch(r"https?://[^/\s?#@]+", origin):
            raise ConfigurationError(
                f"{name} holds ‘{origin}’. Write origins with commas: https://archive.example.org:8443."
            )
    return origins


def _time_zone(name: str) -> str:
    """Return a variable that names a time zone, such as Europe/Berlin; UTC by default."""
    value = env.str(name, "").strip() or "UTC"
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ConfigurationError(f"{name} is ‘{value}’. Write the name of a time zone: Europe/Berlin.") from None
    return value


def _ports(name: str, default: str) -> frozenset[int] | None:
    """Return a variable of port numbers, with commas; None for `any`."""
    value = env.str(name, "").strip() or default
    if value == "any":
        return None
    numbers = [text.strip() for text in value.split(",") if text.strip()]
    if not numbers or not all(text.isdecimal() and 0 < int(text) < 65_536 for text in numbers):
        raise ConfigurationError(f"{name} is ‘{value}’. Write port numbers with commas, or any.")
    return frozenset(map(int, numbers))


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return a variable of addresses and networks, with commas."""
    try:
        return [ip_network(text.strip(), strict=False) for text in env.str(name, "").split(",") if text.strip()]
    except ValueError as error:
        raise ConfigurationError(
            f"{name} holds what is no address: {error}. Write addresses or networks with commas: 127.0.0.1,10.0.0.0/8."
        ) from error


# Data folder (see archive/home.py)


def _default_home() -> Path:
    """Return `var/` of a checkout; if installed, the XDG data folder."""
    if not IS_INSTALLED:
        return BASE_DIR / "var"
    data = env.str("XDG_DATA_HOME", "")
    return Path(data if Path(data).is_absolute() else "~/.local/share") / "cuttings"


CUTTINGS_HOME = Path(env.str("CUTTINGS_HOME", "") or _default_home()).expanduser().resolve()
PAYLOAD_ROOT = CUTTINGS_HOME / "payloads"
INDEX_ROOT = CUTTINGS_HOME / "index"
LOG_ROOT = CUTTINGS_HOME / "logs"
UPLOAD_ROOT = CUTTINGS_HOME / "uploads"
STATIC_ROOT = CUTTINGS_HOME / "static"
check_home(CUTTINGS_HOME)


SECRET_FILE = CUTTINGS_HOME / "secret.key"


def _local_secret() -> str:
    """Return the secret key of a local archive; a new one if there is no archive yet."""
    return SECRET_FILE.read_text().strip() if SECRET_FILE.exists() else secrets.token_urlsafe(64)


# Security

DEBUG = env.bool("CUTTINGS_DEBUG", False)
if DEBUG and PRODUCTION:
    raise ConfigurationError("CUTTINGS_DEBUG shows secrets to readers. Unset it in production.")
SECRET_IS_KEPT = not PRODUCTION and not env.str("CUTTINGS_SECRET_KEY", "")
if PRODUCTION:
    SECRET_KEY = _required("CUTTINGS_SECRET_KEY", "it signs sessions and must stay private.")
    _hosts = _required("CUTTINGS_HOSTS", "it names the hosts served, with commas.").split(",")
    ALLOWED_HOSTS = [host.strip() for host in _hosts if host.strip()]
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ConfigurationError("CUTTINGS_HOSTS names no host, or any (‘*’). Name those the archive answers to.")
    if len(SECRET_KEY) < 50:
        raise ConfigurationError("CUTTINGS_SECRET_KEY has less than 50 characters. Lengthen it.")
else:
    SECRET_KEY = env.str("CUTTINGS_SECRET_KEY", "") or _local_secret()
    ALLOWED_HOSTS = env.list("CUTTINGS_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

URL_PREFIX = _prefix("CUTTINGS_URL_PREFIX")
FORCE_SCRIPT_NAME = URL_PREFIX or None  # commands that send mail have no request to take it from
BEHIND_TLS = env.bool("CUTTINGS_TLS", PRODUCTION)
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [rf"^{URL_PREFIX.lstrip('/')}/?healthz(/live|/ready)?$"]
HSTS_EXTENT = _choice("CUTTINGS_HSTS", "host", "subdomains", "preload", "off") if BEHIND_TLS else "off"
SECURE_HSTS_SECONDS = 0 if HSTS_EXTENT == "off" else _number("CUTTINGS_HSTS_DAYS", 365) * 86_400
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_EXTENT in ("subdomains", "preload")
SECURE_HSTS_PRELOAD = HSTS_EXTENT == "preload"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # CUTTINGS_HSTS says how far it reaches
HEALTH_NETWORKS = _networks("CUTTINGS_HEALTH_ADDRESSES")
PROXY_NETWORKS = _networks("CUTTINGS_PROXY_ADDRESSES")
BEHIND_PROXY = env.bool("CUTTINGS_BEHIND_PROXY", bool(PROXY_NETWORKS))
PROXIES = max(1, _number("CUTTINGS_PROXIES", 1)) if BEHIND_PROXY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = URL_PREFIX or "/"
CSRF_TRUSTED_ORIGINS = _origins("CUTTINGS_TRUSTED_ORIGINS")
if PRODUCTION:
    CSRF_TRUSTED_ORIGINS += [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
    CSRF_TRUSTED_ORIGINS += [f"https://*{host}" for host in ALLOWED_HOSTS if host.startswith(".")]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}

# Mail: new passwords, accounts, alerts; without a server, no links to new passwords, and the worker prints alerts


def _mail() -> dict[str, Any]:
    """Return the server of CUTTINGS_EMAIL_URL, and the sender; nothing without it."""
    if not (url := env.str("CUTTINGS_EMAIL_URL", "").strip()):
        return {}
    try:
        server = dict(env.email_url_config(url)) if url.startswith(("smtp://", "smtp+tls://", "smtp+ssl://")) else {}
    except ValueError:
        server = {}
    if not server.get("EMAIL_HOST"):
        raise ConfigurationError(
            "CUTTINGS_EMAIL_URL names no mail server. Set it to smtp+tls://user:password@host:587 (or smtp+ssl://…:465,"
            " smtp://…:25), or unset it: nobody is then sent a new password."
        )
    if not (sender := env.str("CUTTINGS_EMAIL_FROM", "").strip()):
        raise ConfigurationError("CUTTINGS_EMAIL_FROM is not set: the address that mail with new passwords comes from.")
    return server | {"DEFAULT_FROM_EMAIL": sender}


_mail_settings = _mail()
SENDS_MAIL = bool(_mail_settings)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'console'}.EmailBackend"
EMAIL_HOST = _mail_settings.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail_settings.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail_settings.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail_settings.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail_settings.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail_settings.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = _mail_settings.get("DEFAULT_FROM_EMAIL", "cuttings@localhost")
EMAIL_TIMEOUT = 10

# Application

INSTALLED_APPS = [
    "archive",
    "archive.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "haystack",
]
MIDDLEWARE = [
    "archive.pages.health.health_middleware",
    "archive.web.clients.client_address_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "archive.api.rest.middleware.brotli_middleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "archive.web.language.revalidation_middleware",
    "archive.web.language.locale_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "archive.web.login_limits.known_browser_middleware",
    "archive.web.views.wrong_method_middleware",
    "axes.middleware.AxesMiddleware",
    "archive.api.rest.middleware.api_middleware",
]
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ASSETS_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.web.context.site_context",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "my"
AXES_HANDLER = "archive.web.login_limits.LoginLimits"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 10  # for one name from one address, or in a browser it has logged in with
LOGIN_FAILURES_AN_ADDRESS = 50  # for any names: many people may share an address
LOGIN_FAILURES_A_NAME = 100  # from addresses and browsers it has never logged in from
KNOWN_CLIENT_AGE = timedelta(days=180)  # how long such an address or browser is known
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "archive.web.clients.get_login_limit_key"
AXES_LOCKOUT_CALLABLE = "archive.web.login_limits.render_lockout"
AXES_SENSITIVE_PARAMETERS = ["username"]  # some people type a password there; IPs are logged
AXES_VERBOSE = False

# Database and search index


def _database() -> dict[str, Any]:
    """Return SQLite in the data folder (by path: its name may not fit a URL), or DATABASE_URL."""
    url = env.str("DATABASE_URL", "").strip()
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": CUTTINGS_HOME / "cuttings.sqlite3"}
    engine = env.DB_SCHEMES.get(url.partition(":")[0], "")
    if not engine.endswith((".sqlite3", ".postgresql")):
        raise ConfigurationError(
            "DATABASE_URL names no database the archive knows. Set it to postgres://user:password@"
            "host/name, or unset it for SQLite in CUTTINGS_HOME."
        )
    return dict(env.db_url_config(url))


SERVER_THREADS = max(1, _number("CUTTINGS_THREADS", 1))  # set by the server's configuration
DATABASES = {"default": _database()}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
            f" PRAGMA cache_size=-{65_536 // SERVER_THREADS};"  # each thread has a connection
        ),
    }
    DATABASES["default"]["TEST"] = {"NAME": CUTTINGS_HOME / "test.sqlite3"}
DATABASES["default"].setdefault("CONN_MAX_AGE", 600)  # a connection a thread, of which a server has a fixed number
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)  # the database may have been restarted in between
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _search_engine() -> dict[str, Any]:
    """Return the index in the data folder, or the cluster of SEARCH_URL."""
    url = env.str("SEARCH_URL", "").strip()
    if url:
        parse_address(url)  # so that a fault is said at once
        if find_spec("opensearchpy") is None:
            raise ConfigurationError(
                "SEARCH_URL needs the client of OpenSearch. Install it with `pip install 'cuttings[opensearch]'`."
            )
        return {"ENGINE": "archive.search.engines.opensearch.backend.OpenSearchHaystackEngine", "URL": url}
    return {
        "ENGINE": "archive.search.engines.whoosh.backend.WhooshEngine",
        "PATH": str(INDEX_ROOT),
        "CACHE_BYTES": _number("CUTTINGS_SEARCH_CACHE_MB", 256) * 1_000_000,
    }


HAYSTACK_CONNECTIONS = {"default": {"SILENTLY_FAIL": False, "INCLUDE_SPELLING": False, **_search_engine()}}
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False
SEARCH_SECONDS = _number("CUTTINGS_SEARCH_SECONDS", 10)  # time budget of a query; 0: unlimited

# Ingest: limits against files that would fill memory or disk

MAX_DOCUMENT_BYTES = _number("CUTTINGS_MAX_DOCUMENT_MB", 10) * 1_000_000
MAX_CONTAINER_BYTES = _number("CUTTINGS_MAX_CONTAINER_MB", 20_000) * 1_000_000
INGEST_PROCESSES = _number("CUTTINGS_INGEST_PROCESSES", os.cpu_count() or 1)
ALLOW_PRIVATE_ADDRESSES = env.bool("CUTTINGS_ALLOW_PRIVATE_ADDRESSES", False)
FETCH_PORTS = _ports("CUTTINGS_FETCH_PORTS", "80,443")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Concurrent large downloads: the other server threads are reserved for pages

DOWNLOADS_AT_ONCE = SERVER_THREADS // 2 or 1_000

# API: requests a minute in each server process (0: unlimited), and sites whose scripts may read it (*: all)

API_RATE = _number("CUTTINGS_API_RATE", 600)  # of one address
API_TOKEN_RATE = _number("CUTTINGS_API_TOKEN_RATE", 3_000)  # of one token
API_ORIGINS = env.list("CUTTINGS_API_ORIGINS", default=[])

# Site

DELETED_DAYS = _number("CUTTINGS_DELETED_DAYS", 30)
REGISTRATION_OPEN = _choice("CUTTINGS_REGISTRATION", "closed", "open") == "open"
SITE_NAME = env.str("CUTTINGS_NAME", "Cuttings")
SHOW_PICTURES = env.bool("CUTTINGS_SHOW_PICTURES", False)  # that came with pages; they may belong to others
IS_PUBLIC = env.bool("CUTTINGS_PUBLIC", PRODUCTION)  # whether readers of a citation can open its pages
IS_ADMINISTRATOR_NAMED = bool(env.str("CUTTINGS_ADMIN", "").strip())
ADMINISTRATOR = env.str("CUTTINGS_ADMIN", "").strip() or "admin"  # login name, where there is no administrator yet
_notice = CUTTINGS_HOME / "notice.txt"
SITE_NOTICE = env.str("CUTTINGS_NOTICE", _notice.read_text().strip() if _notice.exists() else "")
LANGUAGE_CODE = "en-gb"
LANGUAGES = (("en-gb", "English"), ("ar", "العربية"))
LANGUAGE_COOKIE_NAME = "language"  # a reader preference, see archive/web/context.py
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
TIME_ZONE = _time_zone("CUTTINGS_TIME_ZONE")
USE_I18N = True
USE_TZ = True
STATIC_URL = f"{URL_PREFIX}/static/"
STATICFILES_DIRS = [ASSETS_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "archive.web.swagger_files.SwaggerFinder",
]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map")
HASHED_STATIC = env.bool("CUTTINGS_HASHED_STATIC", not DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "archive.web.static_storage.CompressedFilesStorage"
            if HASHED_STATIC
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# Logging

LOG_BYTES = _number("CUTTINGS_LOG_MB", 10) * 1_000_000  # 0: another program rotates them
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "filters": {"foreign hosts": {"()": "archive.logs.ForeignHostFilter"}},
    "handlers": {
        "file": {
            "class": "archive.logs.LogFile",
            "filename": LOG_ROOT / "cuttings.log",
            "max_bytes": LOG_BYTES,
            "formatter": "json",
        },
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    # Refused requests are in the access log; they may contain a query. Requests that wait briefly
    # for a thread are not an error. The client of OpenSearch logs whole queries.
    "loggers": {
        **{name: {"level": "ERROR"} for name in ("django.request", "waitress.queue")},
        **{name: {"level": "ERROR"} for name in ("opensearch", "opensearchpy.trace")},
        "django.security.DisallowedHost": {"filters": ["foreign hosts"]},
    },
    "root": {
        "handlers": ["file", "stderr"] if PRODUCTION else ["file"],
        "level": _choice("CUTTINGS_LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"),
    },
}
