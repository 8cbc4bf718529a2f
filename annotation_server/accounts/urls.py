from django.urls import path

from annotation_server.accounts.api import people, session

urlpatterns = [
    path("session", session.SessionView.as_view(), name="session"),
    path("session/password", session.PasswordView.as_view(), name="password"),
    path("session/locale", session.LocaleView.as_view(), name="locale"),
    path("people", people.PeopleView.as_view(), name="people"),
    path("people/<uuid:user_id>/suspension", people.SuspensionView.as_view(), name="suspension"),
    path("people/<uuid:user_id>/role", people.RoleView.as_view(), name="role"),
    path(
        "people/<uuid:user_id>/password",
        people.FreshPasswordView.as_view(),
        name="fresh-password",
    ),
]
