"""Every setting, on one page. Each one read from the environment is described in docs/settings.md (tested)."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from declic.config.production import host_of, origin_of, sound_certificate, sound_day, sound_key, sound_site_url
from declic.config.push_key import kept_key, push_pair

BASE_DIR = Path(__file__).resolve().parents[3]
PACKAGE_DIR = Path(__file__).resolve().parents[1]


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in _env(name, default).split(",") if part.strip()]


# -- mode and data folder ---------------------------------------------------------------------------------------------
MODE = _env("DECLIC_MODE", "demo")
"""`demo` (the default: one-click sign-in, invented people), `production`, or `test`."""
if MODE not in {"demo", "production", "test"}:
    raise SystemExit(f"DECLIC_MODE vaut « {MODE} » : il faut demo, production ou test.")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
DEBUG = False

DATA_DIR = Path(_env("DECLIC_DATA", str(BASE_DIR / "data")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """From the environment in production; elsewhere made once and kept in the data folder."""
    key = _env("DECLIC_SECRET_KEY")
    if PRODUCTION:
        return sound_key(key)
    if key:
        return key
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
PORT = int(_env("PORT", "8000"))
SITE_URL = _env("DECLIC_SITE_URL").rstrip("/")
SITE_URL = sound_site_url(SITE_URL) if PRODUCTION else SITE_URL or f"http://localhost:{PORT}"
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = _list("DECLIC_HOSTS") or ([host_of(SITE_URL)] if PRODUCTION else ["*"])
FORWARDED_ALLOW_IPS = _list("FORWARDED_ALLOW_IPS", "127.0.0.1,::1,::ffff:127.0.0.1")
"""Proxies believed when they say who is behind them: addresses or networks, or `*`."""
ALLOWED_ORIGINS = _list("DECLIC_ORIGINS")
"""Origins a socket may come from besides the host it is opened on."""
CSRF_TRUSTED_ORIGINS = [SITE_URL, *ALLOWED_ORIGINS]
LIVE_URL = _env("DECLIC_LIVE_URL")
"""Where sockets go when the live processes have an address of their own (`wss://…`); empty: the page's own host."""

# -- applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "declic.journal",
    "declic.uploads",
    "declic.people",
    "declic.sponsors",
    "declic.rolls",
    "declic.billing",
    "declic.dispatch",
    "declic.lessons",
    "declic.classroom",
    "declic.planning",
    "declic.reports",
    "declic.campaigns",
    "declic.keeping",
    "declic.letters",
    "declic.web",
    "declic.config",
    "declic.web.account.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "declic.web.account.proconnect",
    "django_vite",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "declic.web.layout.middleware.PrivatePagesMiddleware",
    "declic.web.account.sessions.SessionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "declic.web.account.sign_ins.SignInsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "declic.web.account.grown_ups.GrownUpsMiddleware",
    "declic.web.account.second_factor.SecondFactorMiddleware",
    "declic.web.layout.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "declic.config.urls"
ASGI_APPLICATION = "declic.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE_DIR / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "declic.web.layout.context.layout",
            ],
            "builtins": ["declic.web.layout.templatetags.look"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# -- databases --------------------------------------------------------------------------------------------------------
DATABASE_URL = _env("DATABASE_URL")


def _sqlite(name: str, synchronous: str) -> dict[str, Any]:
    return {
        "ENGINE": "declic.config.sqlite",
        "NAME": DATA_DIR / name,
        "CONN_MAX_AGE": None,  # opening a connection costs more than most requests
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-32000;",
        },
        "TEST": {"NAME": DATA_DIR / f"test-{name}"},
    }


DATABASES: dict[str, dict[str, Any]]
if DATABASE_URL:
    _main: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True))
    _main["ENGINE"] = "declic.config.postgresql"
    # Values travel apart from the statement: less is written in Python, and from the fifth time on the server, which
    # knows it by name, neither reads nor plans it again.
    _main["OPTIONS"] = {"prepare_threshold": 5, **_main.get("OPTIONS", {}), "server_side_binding": True}
    DATABASES = {"default": _main, "rooms": {**_main, "TEST": {"MIRROR": "default"}}}
else:
    DATABASES = {"default": _sqlite("declic.sqlite3", "NORMAL"), "rooms": _sqlite("rooms.sqlite3", "FULL")}
DATABASE_ROUTERS = ["declic.config.routers.RoomsRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _env("REDIS_URL")
"""Empty: everything in one process. Set: the bus and the cache are Redis, and web, live and jobs may run apart."""
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "declic",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # the counts of wrong tries: a flood must not push them out
    }
}

# -- accounts ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/entrer/"
"""Sends each person to the page of their role."""
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
"""Only in the browser that registered: allauth checks that the same session began it."""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "declic.web.account.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {
    # A school, a library or a town hall is one address: generous per IP, strict per account.
    "login": "120/m/ip",
    "login_failed": "60/m/ip,6/5m/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
"""Wrong codes and cards have limits of their own, in `web.account.limits`."""
ACCOUNT_CHANGE_EMAIL = True
"""One address an account: the new one replaces it once confirmed."""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
"""Before another address: it would give the account, by a forgotten password, to who finds a page left open."""
ACCOUNT_FORMS = {
    "add_email": "declic.web.account.forms.NewAddressForm",
    "change_password": "declic.web.account.forms.OtherPasswordForm",
    "reset_password_from_key": "declic.web.account.forms.NewPasswordForm",
    "set_password": "declic.web.account.forms.FirstPasswordForm",
    "login": "declic.web.account.forms.SignInForm",
    "reset_password": "declic.web.account.forms.ForgottenForm",
    "signup": "declic.web.account.forms.RegisterForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
"""As with a password: a town hall whose people come in at nine by their passkeys is one address too."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
"""Only where the address itself is not https: on this very machine, to try it out."""
MFA_TOTP_TOLERANCE = 1
"""A telephone may be half a minute late."""
MFA_ADAPTER = "declic.web.account.factors.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "declic.web.account.factors.CodesForm",
    "add_webauthn": "declic.web.account.factors.PasskeyForm",
    "edit_webauthn": "declic.web.account.factors.PasskeyNameForm",
    "login_webauthn": "declic.web.account.factors.KeyToEnterForm",
    "authenticate_webauthn": "declic.web.account.factors.KeyBesidesForm",
    "reauthenticate_webauthn": "declic.web.account.factors.KeyAgainForm",
}
SECOND_FACTOR = PRODUCTION
"""Asked of teachers and officers; of operators everywhere but in the demo."""
SECOND_FACTOR_FROM = sound_day(_env("DECLIC_SECOND_FACTOR_FROM"))
"""Until that day teachers and officers are invited to it at each sign-in, and may say later."""
PROCONNECT_ISSUER = _env("PROCONNECT_ISSUER")
"""Empty: no officer is offered ProConnect."""
PROCONNECT_ALGORITHM = _env("PROCONNECT_ALGORITHM", "RS256")
"""The one signature accepted, as declared at ProConnect."""
EDUCONNECT_ENTITY = _env("EDUCONNECT_ENTITY")
"""Empty: no family is offered EduConnect."""
EDUCONNECT_SIGN_IN_URL = _env("EDUCONNECT_SIGN_IN_URL")
EDUCONNECT_CERTIFICATE = sound_certificate(EDUCONNECT_ENTITY, EDUCONNECT_SIGN_IN_URL, _env("EDUCONNECT_CERTIFICATE"))
"""What signs its assertions, read from the file that is named there."""
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = (
    {"proconnect": {"APP": {"client_id": _env("PROCONNECT_CLIENT_ID"), "secret": _env("PROCONNECT_SECRET")}}}
    if PROCONNECT_ISSUER
    else {}
)
SOCIALACCOUNT_ADAPTER = "declic.web.account.others.OthersAdapter"
SESSION_ENGINE = "declic.web.account.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS

# -- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

# -- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedStaticFilesStorage"},
}
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / ".vite" / "manifest.json"}}
STATIC_MAX_AGE = 60 * 60
"""Seconds a browser keeps a file whose name has no hash."""
MEDIA_ROOT = DATA_DIR / "files"
ROLLS_DIR = DATA_DIR / "lists"
"""Pupils' lists on their way in, a day at most; nothing there is ever served."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# -- legal page -------------------------------------------------------------------------------------------------------
PUBLISHER = _env("DECLIC_PUBLISHER")
"""Who publishes this installation, and who hosts it: both are named on the legal page."""
HOST = _env("DECLIC_HOST")

# -- e-mail -----------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = _env("DECLIC_FROM_EMAIL", "Déclic <bonjour@declic.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_FILE_PATH = DATA_DIR / "mail"
if TESTING:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _env("SMTP_HOST", "localhost")
    EMAIL_PORT = int(_env("SMTP_PORT", "587"))
    EMAIL_HOST_USER = _env("SMTP_USER")
    EMAIL_HOST_PASSWORD = _env("SMTP_PASSWORD")
    EMAIL_USE_TLS = True
    EMAIL_TIMEOUT = 10  # seconds: whoever signs up does not wait longer for a mail server that hangs
LETTERS_AT_ONCE = TESTING
"""Letters are written and sent by whoever caused them; elsewhere the clock does it, within a second or so."""

# -- who is rung -------------------------------------------------------------------------------------------------------
DISPATCH_WEIGHTS = _env("DISPATCH_WEIGHTS") == "on"
"""Whether the weights learned at night count: see `dispatch.rules.weights` and decision 37. They are learned anyway."""

# -- text messages ----------------------------------------------------------------------------------------------------
SMS_PROVIDER = _env("SMS_PROVIDER", "declic.notices.sms.ConsoleSms")
"""Dotted name of what carries text messages, of campaigns too: see `notices.sms.SmsProvider`."""

# -- telephone --------------------------------------------------------------------------------------------------------
TELEPHONY_PROVIDER = _env("TELEPHONY_PROVIDER", "declic.live.telephony.ConsoleTelephony" if DEMO else "")
"""Dotted name of what calls a teacher and a pupil and joins them: see `live.telephony.TelephonyProvider`."""
TELEPHONY_NUMBER = _env("TELEPHONY_NUMBER", "+33100000000" if DEMO else "")
"""The platform's number, as `+33123456789`: what both telephones show."""
SIP_TRUNK = _env("SIP_TRUNK")
"""`host` or `host:port`, UDP."""
SIP_USER = _env("SIP_USER")
SIP_PASSWORD = _env("SIP_PASSWORD")
SIP_ADDRESS = _env("SIP_ADDRESS")
"""The address of this machine that the trunk sees; by default the one that leads to it."""

# -- notifications ----------------------------------------------------------------------------------------------------
_push_key = _env("DECLIC_PUSH_KEY") or ("" if PRODUCTION else kept_key(DATA_DIR / "push_key"))
PUSH_KEY, PUSH_PUBLIC_KEY = push_pair(_push_key) if _push_key else (None, "")
"""Without a key no page offers to notify. In production, where every process needs the same, it is given."""
PUSH_SERVICES = _list("PUSH_SERVICES") or [
    "https://fcm.googleapis.com",  # Chrome and what is built on it
    "https://*.push.services.mozilla.com",
    "https://*.push.apple.com",
    "https://*.notify.windows.com",  # Edge on Windows
]
"""Origins that notifications may be handed to: see `people.rules.push_devices.is_push_service`."""

# -- calls ------------------------------------------------------------------------------------------------------------
TURN_URLS = _list("TURN_URL")
"""e.g. `turn:turn.example.fr:3478?transport=udp,turns:turn.example.fr:443?transport=tcp`."""
TURN_SECRET = _env("TURN_SECRET")
STUN_URLS = _list("STUN_URL")

# -- headers ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *([LIVE_URL] if LIVE_URL else [])],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser holds to it the addresses a form leads on to: signing in and out by ProConnect, in by EduConnect.
        "form-action": [SELF, *(origin_of(url) for url in (PROCONNECT_ISSUER, EDUCONNECT_SIGN_IN_URL) if url)],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "microphone": ["self"],
    "screen-wake-lock": ["self"],
    "autoplay": ["self"],
    "geolocation": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "declic.config.logs.NoSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
