"""Settings of the servers that tests start: what people there type needs no slow hash either."""

from django.conf.global_settings import PASSWORD_HASHERS as USUAL

from annotation_server.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *USUAL]
