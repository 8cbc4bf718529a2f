from django.urls import path

from annotation_server.quality.api import dashboard, judges

urlpatterns = [
    path(
        "campaigns/<uuid:campaign_id>/dashboard",
        dashboard.DashboardView.as_view(),
        name="dashboard",
    ),
    path("campaigns/<uuid:campaign_id>/figures", dashboard.FiguresView.as_view(), name="figures"),
    path("campaigns/<uuid:campaign_id>/answers", dashboard.AnswersView.as_view(), name="answers"),
    path("campaigns/<uuid:campaign_id>/judges", judges.JudgesView.as_view(), name="judges"),
    path(
        "campaigns/<uuid:campaign_id>/judges/<int:judge_id>",
        judges.JudgeView.as_view(),
        name="judge",
    ),
    path(
        "campaigns/<uuid:campaign_id>/judged-pairs/<str:pair>",
        dashboard.PairHistoryView.as_view(),
        name="judged-pair",
    ),
    path(
        "campaigns/<uuid:campaign_id>/judged-pairs/<str:pair>/adjudication",
        dashboard.AdjudicationView.as_view(),
        name="adjudication",
    ),
]
