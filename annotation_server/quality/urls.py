from django.urls import path

from annotation_server.quality.api import consensus, dashboard, extra, gold, inspections, judges

urlpatterns = [
    path(
        "campaigns/<uuid:campaign_id>/dashboard",
        dashboard.DashboardView.as_view(),
        name="dashboard",
    ),
    path("campaigns/<uuid:campaign_id>/figures", dashboard.FiguresView.as_view(), name="figures"),
    path("campaigns/<uuid:campaign_id>/answers", dashboard.AnswersView.as_view(), name="answers"),
    path("campaigns/<uuid:campaign_id>/batches", inspections.BatchesView.as_view(), name="batches"),
    path(
        "campaigns/<uuid:campaign_id>/operating-curve",
        inspections.OperatingCurveView.as_view(),
        name="operating-curve",
    ),
    path("campaigns/<uuid:campaign_id>/gold", gold.GoldView.as_view(), name="gold"),
    path(
        "campaigns/<uuid:campaign_id>/gold-share", gold.GoldShareView.as_view(), name="gold-share"
    ),
    path("gold/<int:gold_id>", gold.GoldItemView.as_view(), name="gold-item"),
    path("batches/<uuid:batch_id>", inspections.BatchView.as_view(), name="batch"),
    path("batches/<uuid:batch_id>/queue", inspections.BatchQueueView.as_view(), name="batch-queue"),
    path("batches/<uuid:batch_id>/items/<int:place>", inspections.ItemView.as_view(), name="item"),
    path(
        "batches/<uuid:batch_id>/decision",
        inspections.BatchDecisionView.as_view(),
        name="batch-decision",
    ),
    path(
        "batches/<uuid:batch_id>/inspection",
        inspections.InspectAgainView.as_view(),
        name="batch-inspection",
    ),
    path(
        "campaigns/<uuid:campaign_id>/consensus-method",
        consensus.ConsensusView.as_view(),
        name="consensus-method",
    ),
    path("campaigns/<uuid:campaign_id>/extra-places", extra.ExtraView.as_view(), name="extra"),
    path("extra-places/<int:extra_id>", extra.UndoneExtraView.as_view(), name="undone-extra"),
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
