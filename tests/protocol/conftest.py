"""Made-up input is the same in every run, however long a busy machine takes for it."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "replayed",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("replayed")
