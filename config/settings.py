"""All settings. Every value that differs between places comes from the environment.

Each variable is described in ``.env.example`` and ``docs/running.md``; a test keeps them complete.
"""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from config import env, logs, servers

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_dotenv(BASE_DIR / env.text("DOTENV", ".env"))

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.key("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.keys("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
PORT = env.port("PORT", 8000)  # of make run; the container's is in deploy/
SITE_URL = env.origin("SITE_URL", f"http://127.0.0.1:{PORT}")
WEB_PROCESSES = env.number("WEB_PROCESSES", 3, 1, 64)  # of the container

INSTALLED_APPS = [
    "accounts",
    "audit",
    "catalog",
    "decisions",
    "operations",
    "reviews",
    "config",  # manage.py doctor, backup and restore
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_structlog",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "config.health.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "config.metrics.count_requests",
    "config.middleware.CompressPages",  # outside everything that still changes an answer
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.refuse_other_methods",
    "config.middleware.refuse_other_charsets",
    "config.middleware.reject_null_characters",
    "config.middleware.refuse_cut_bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.end_idle_sessions",
    "config.middleware.use_own_time_zone",
    "config.middleware.keep_private",
    "config.middleware.explain_refusal",
    "config.middleware.mark_parts",
    "config.middleware.SignInFirst",
    "config.middleware.AnswerQuestions",
    "config.middleware.SayWhatIsAway",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.StaffNeedASecondStep",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.once"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.sign_up",
            ],
        },
    },
]
FORM_RENDERER = "config.form_fields.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Embedded default: SQLite beside the code. PostgreSQL by DATABASE_URL.
DATABASES = {
    "default": servers.database(
        "DATABASE_URL",
        f"sqlite:///{quote(str(BASE_DIR))}/var/site.db",
        password=env.text("DATABASE_PASSWORD", ""),
    )
}
# Lists may be read from a copy that PostgreSQL keeps (operations/replica.py).
if REPLICA := servers.replica("REPLICA_URL", password=env.text("REPLICA_PASSWORD", "")):
    DATABASES["replica"] = REPLICA
    DATABASE_ROUTERS = ["operations.replica.Router"]
    MIDDLEWARE.append("operations.replica.remember_writes")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "accounts.library_forms.LoginForm",
    "reauthenticate": "accounts.library_forms.ReauthenticateForm",
    "signup": "accounts.library_forms.SignupForm",
    "add_email": "accounts.library_forms.AddEmailForm",
    "change_password": "accounts.library_forms.ChangePasswordForm",
    "set_password": "accounts.library_forms.SetPasswordForm",
    "reset_password": "accounts.library_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.library_forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "EMAIL_VERIFICATION", "mandatory", "mandatory", "optional", "none"
)
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# At an open session the password comes first: for addresses here, for the second step in allauth.mfa.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
SESSION_IDLE_MINUTES = env.number(
    "SESSION_IDLE_MINUTES", 720, 0, 20_160
)  # 0: two weeks in any case
STAFF_SECOND_STEP = env.flag("STAFF_SECOND_STEP", default=True)
SIGN_UP = env.choice("SIGN_UP", "open", "open", "invited", "closed")
SIGN_UP_DOMAINS = env.domains("SIGN_UP_DOMAINS")
# Whoever has read the mail is let in: nobody can then be locked out for good by wrong passwords.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# No limit counts an address alone: where all people share one, it would lock out everybody. What is
# counted under a key is said in accounts/limits.py, or is the address that mails go to.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,10/h/key",  # one account from one place; codes of one authenticator
    "login_unknown": "20/h/key",  # one account from all unknown places together
    "reset_password": "5/10m/key",
    "invite": "30/h/key,100/d/key",  # one person
    "invite_mailbox": "3/d/key",  # one person to one mailbox, in whatever teams
    "invite_mailbox_by_all": "10/d/key",
    "comment": "20/m/key,300/h/key",  # one person
    "comment_by_link": "20/m/key,100/h/key",  # one browser that holds a link
    "comment_by_link_of_all": "200/m/key,1000/h/key",  # all that hold it, in one network
    "ask": "20/h/key,60/d/key",  # one person, who asks others by mail
    "ask_mailbox": "10/h/key,20/d/key",  # one person, asked by whomever
    "letters_mailbox": "6/h/key,20/d/key",  # what anybody can have sent to one mailbox
    "shared_wrong": "60/h/key",  # links that open nothing, from one network
    "manage_email": "10/m/user,30/h/user",  # each address that is added gets a mail
    "reauthenticate": "10/m/user,30/h/user",
    "request_login_code": "3/m/key",
    "verify_phone": "1/30s/key",
    **dict.fromkeys(("login", "signup", "reset_password_from_key")),
}
# The sign-in of an organisation (accounts/single_sign_on.py): all of these, or none.
OIDC_SERVER_URL = servers.issuer("OIDC_SERVER_URL")
OIDC_CLIENT_ID = env.only_with("OIDC_CLIENT_ID", "OIDC_SERVER_URL", OIDC_SERVER_URL)
OIDC_CLIENT_SECRET = env.only_with("OIDC_CLIENT_SECRET", "OIDC_SERVER_URL", OIDC_SERVER_URL)
OIDC_NAME = env.filled("OIDC_NAME", "your organisation")
OIDC_APP = OIDC_SERVER_URL and {
    "provider_id": "organisation",
    "name": OIDC_NAME,
    "client_id": OIDC_CLIENT_ID,
    "secret": OIDC_CLIENT_SECRET,
    "settings": {"server_url": OIDC_SERVER_URL, "uid_field": "sub", "oauth_pkce_enabled": True},
}
OIDC_TIMEOUT = 5
SOCIALACCOUNT_FORMS = {"signup": "accounts.library_forms.OrganisationSignupForm"}
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.SingleSignOn"
SOCIALACCOUNT_EMAIL_VERIFICATION = ACCOUNT_EMAIL_VERIFICATION
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address never signs anybody in
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
MFA_RATE_LIMITS = {"webauthn_login": None}
# How many proxies of ours stand before the site: each adds the address that it saw to a header.
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, 0, 9)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.library_forms.CodeForm",
    "reauthenticate": "accounts.library_forms.CodeAgainForm",
}

EMAIL_BACKEND = env.mail_backend("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.host("EMAIL_HOST", "localhost")
EMAIL_PORT = env.port("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
env.together("EMAIL_HOST_USER", EMAIL_HOST_USER, "EMAIL_HOST_PASSWORD", EMAIL_HOST_PASSWORD)
EMAIL_TIMEOUT = 10
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
env.not_both("EMAIL_USE_TLS", EMAIL_USE_TLS, "EMAIL_USE_SSL", EMAIL_USE_SSL)
DEFAULT_FROM_EMAIL = env.sender("DEFAULT_FROM_EMAIL", "Sourcing Decisions <noreply@localhost>")

# How long is kept what nobody needs any more (accounts/retention.py, papers.py and
# deleted.py of decisions); 0 keeps for good.
RETAIN_INVITATIONS_DAYS = env.number("RETAIN_INVITATIONS_DAYS", 365, 0, 36_500)
RETAIN_PAPERS_DAYS = env.number("RETAIN_PAPERS_DAYS", 0, 0, 36_500)
RETAIN_DELETED_DAYS = env.number("RETAIN_DELETED_DAYS", 30, 0, 36_500)
RETAIN_LOG_YEARS = env.number("RETAIN_LOG_YEARS", 0, 0, 100)
RETAIN_ACCOUNTS_DAYS = env.number("RETAIN_ACCOUNTS_DAYS", 0, 0, 36_500)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.zone("TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", str(BASE_DIR / "var" / "papers"))
# Papers lie in that folder, or in a bucket (config/bucket.py). Without keys the machine's own role signs.
S3_BUCKET = servers.bucket("S3_URL", needs="storages")
S3_KEYS = {
    "access_key": env.text("S3_ACCESS_KEY", ""),
    "secret_key": env.text("S3_SECRET_KEY", ""),
}
env.together("S3_ACCESS_KEY", S3_KEYS["access_key"], "S3_SECRET_KEY", S3_KEYS["secret_key"])
S3_REGION = servers.region("S3_REGION", "us-east-1")
STORAGES = {
    "default": {
        "BACKEND": "config.bucket.Bucket",
        "OPTIONS": {
            **S3_BUCKET,
            **{name: key or None for name, key in S3_KEYS.items()},
            "region_name": S3_REGION,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A note of a million characters is refused by its field with a message; a whole request beyond
# this size is refused by Django.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

REDIS_URL = servers.redis("REDIS_URL", password=env.text("REDIS_PASSWORD", ""))
# Only limits are counted here (accounts.models.Counter): in the database, for all web processes
# together, so that a broker that is down keeps nobody out and lets nobody guess on.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A mail never waits behind papers, which take longer: each has a queue, and workers of its own.
CELERY_TASK_QUEUES = [Queue("mails"), Queue("papers")]
CELERY_TASK_DEFAULT_QUEUE = "mails"
DIGESTS = ("mail_digest", "mail_digests", "sweep_digests")
CELERY_TASK_ROUTES = {
    **{f"decisions.tasks.{name}": {"queue": "mails"} for name in DIGESTS},
    "decisions.tasks.*": {"queue": "papers"},
}
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
# Nobody waits long for a broker that is down: what is to be done stands in a row, and a sweep finds it.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Two processes make papers, each as long as it stays below so many kilobytes; then a fresh one takes its
# place. `celery worker --concurrency` says another number.
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250 * 1024
# Told to stop (REMAP_SIGTERM in Dockerfile), a worker gives its jobs so many seconds and hands back
# what is not done.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True  # jobs that wait for their next try
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message that a killed worker held is delivered again after this many seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_IMPORTS = ["accounts.retention"]  # erasing stands on services, which stand on tasks
CELERY_TASK_DEFAULT_PRIORITY = 3


def _sweep(task: str) -> dict[str, Any]:
    return {"task": task, "schedule": 60.0, "options": {"expires": 300}}


def _daily(task: str, minute: int) -> dict[str, Any]:
    return {"task": task, "schedule": crontab(hour="2", minute=str(minute))}  # UTC


CELERY_BEAT_SCHEDULE = {
    # Signs of life overtake (0 is first) and do not pile up where nobody takes them.
    **{
        f"pulse-{queue.name}": {
            "task": "operations.tasks.pulse",
            "schedule": 60.0,
            "args": (queue.name,),
            "options": {"queue": queue.name, "priority": 0, "expires": 300},
        }
        for queue in CELERY_TASK_QUEUES
    },
    # As do the sweeps: hundreds of them would stand before the papers when a worker is back.
    "requeue-lost-papers": _sweep("decisions.tasks.sweep_papers"),
    "requeue-lost-mails": _sweep("accounts.tasks.sweep_mails"),
    "requeue-lost-requests": _sweep("reviews.tasks.sweep_requests"),
    "requeue-lost-digests": _sweep("decisions.tasks.sweep_digests"),
    # Each hour it is 7 o'clock for somebody. One that nobody took in an hour the next one makes up for.
    "mail-digests": {
        "task": "decisions.tasks.mail_digests",
        "schedule": crontab(minute="5"),
        "options": {"expires": 3_000},
    },
    # At an hour of the day and not a day after the last time, which a scheduler in a new container does
    # not know: one that is replaced every day would never do them.
    "clear-sessions": _daily("operations.tasks.clear_sessions", minute=10),
    "remove-deleted": _daily("decisions.tasks.remove_deleted", minute=20),
    "clear-papers": _daily("decisions.tasks.clear_papers", minute=30),
    "clear-out": _daily("accounts.retention.clear_out_daily", minute=40),
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *env.origin_of(OIDC_SERVER_URL)],  # a form leads there
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_HTTPS = env.flag("SECURE_HTTPS", default=False)
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HTTPS
SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SESSION_COOKIE_SECURE = SECURE_HTTPS
CSRF_COOKIE_SECURE = SECURE_HTTPS

# One event for each request when it is finished, with the id that the proxy gave it, which also
# goes with the jobs that the request starts.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = TRUSTED_PROXY_COUNT > 0
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # the library does not know which addresses to trust
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

# Prometheus shows this at /metrics; empty: nobody sees the figures.
METRICS_TOKEN = env.token("METRICS_TOKEN")

# Where faults and times are told, by libraries that are extras (config/apps.py); empty: nowhere.
SENTRY_DSN = servers.dsn("SENTRY_DSN", needs="sentry_sdk")
OTLP_ENDPOINT = servers.collector(
    "OTEL_EXPORTER_OTLP_ENDPOINT", needs="opentelemetry.instrumentation.django"
)
OTLP_HEADERS = env.pairs("OTEL_EXPORTER_OTLP_HEADERS")

LOGGING = logs.configure(
    level=env.choice("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR"),
    form=env.choice("LOG_FORMAT", "line" if DEBUG else "json", "json", "line"),
    known=[
        *(SECRET_KEY, *SECRET_KEY_FALLBACKS, EMAIL_HOST_PASSWORD, OIDC_CLIENT_SECRET),
        *(str(database.get("PASSWORD", "")) for database in DATABASES.values()),
        *(unquote(urlsplit(REDIS_URL).password or ""), METRICS_TOKEN, *S3_KEYS.values()),
        *(urlsplit(SENTRY_DSN).username or "", *OTLP_HEADERS.values()),
    ],
)
