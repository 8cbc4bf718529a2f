"""Django's settings. Everything that differs between machines comes through `env`."""

from pathlib import Path

from annotation_server import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("TANDEM_DEBUG", default=False)
SECRET_KEY = env.key("SECRET_KEY")
TANDEM_PSEUDONYM_KEY = env.key("TANDEM_PSEUDONYM_KEY")
ALLOWED_HOSTS = env.words("TANDEM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TANDEM_ORIGINS", "")

TANDEM_DATA = env.folder("TANDEM_DATA", BASE_DIR / ".data")
TANDEM_ACCEL_PREFIX = env.text("TANDEM_ACCEL_PREFIX", "").rstrip("/")
TANDEM_UNSAFE_ENGINES = env.flag("TANDEM_UNSAFE_ENGINES", default=False)
TANDEM_HEALTH_TOKEN = env.key("TANDEM_HEALTH_TOKEN", may_be_empty=True)
MEDIA_ROOT = env.folder("TANDEM_MEDIA", TANDEM_DATA / "media")
EXPORTS_ROOT = env.folder("TANDEM_EXPORTS", TANDEM_DATA / "exports")
TANDEM_INBOX = env.folder("TANDEM_INBOX", TANDEM_DATA / "inbox")
FRONTEND_DIST = env.folder("TANDEM_FRONTEND", BASE_DIR / "frontend" / "dist")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "rest_framework",
    "annotation_server.core",
    "annotation_server.audit",
    "annotation_server.accounts",
    "annotation_server.protocol",
    "annotation_server.catalog",
    "annotation_server.campaigns",
    "annotation_server.annotation",
    "annotation_server.quality",
    "annotation_server.exports",
    "annotation_server.upkeep",
    "annotation_server.simulation",
    "annotation_server.quickstart",
]
MIDDLEWARE = [
    "annotation_server.core.middleware.SecurityHeaders",
    "annotation_server.core.middleware.PlainAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "annotation_server.urls"
WSGI_APPLICATION = "annotation_server.wsgi.application"
APPEND_SLASH = False

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "tandem"},
    }
}
TANDEM_PREPARED = env.flag("TANDEM_PREPARED", default=True)
TANDEM_AT_ONCE = env.number("TANDEM_AT_ONCE", default=3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["annotation_server.accounts.backends.NameAndPassword"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TANDEM_PROXIES = env.number("TANDEM_PROXIES", default=0)

SESSION_ENGINE = "annotation_server.accounts.sessions"
SESSION_COOKIE_NAME = "tandem_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "annotation_server.core.api.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not env.flag("TANDEM_INSECURE_COOKIES", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_URL = "/static/app/"
STATIC_ROOT = FRONTEND_DIST
WHITENOISE_INDEX_FILE = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+$"
TEMPLATES: list[dict[str, object]] = []

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o640

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["annotation_server.core.authentication.SessionWithCsrf"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotation_server.core.parsers.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "annotation_server.core.negotiation.OneRenderer",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells nothing: the API is described in docs/
    "EXCEPTION_HANDLER": "annotation_server.core.api.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

CELERY_BROKER_URL = env.text("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
# A free worker takes from its queues in turn: many figures asked for hold no export up.
CELERY_TASK_ROUTES = {
    "annotation_server.catalog.tasks.ingest_video": {"queue": "media"},
    "annotation_server.exports.*": {"queue": "exports"},
    "annotation_server.quality.tasks.refresh_report": {"queue": "figures"},
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-due-work": {"task": "annotation_server.core.tasks.sweep", "schedule": 30.0},
    "forget-attempts": {"task": "annotation_server.core.tasks.forget_attempts", "schedule": 3600.0},
    "forget-uploads": {
        "task": "annotation_server.catalog.tasks.forget_uploads",
        "schedule": 3600.0,
    },
    "count-answers": {"task": "annotation_server.quality.tasks.count_answers", "schedule": 5.0},
    "request-reports": {
        "task": "annotation_server.quality.tasks.request_reports",
        "schedule": 60.0,
    },
    "expire-exports": {
        "task": "annotation_server.exports.tasks.expire_exports",
        "schedule": 3600.0,
    },
    "seal-audit-trail": {"task": "annotation_server.audit.tasks.seal", "schedule": 60.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "annotation_server.core.logs.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
