from django.urls import path

from annotation_server.accounts.api import PasswordView, SessionView

urlpatterns = [
    path("session", SessionView.as_view(), name="session"),
    path("session/password", PasswordView.as_view(), name="password"),
]
