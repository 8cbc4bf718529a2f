from django.urls import path

from annotation_server.annotation.api import (
    care,
    pay,
    staff,
    takedowns,
    training,
    training_plan,
    worked_examples,
    workspace,
)
from annotation_server.core.turns import in_turn

urlpatterns = [
    path(
        "campaigns/<uuid:campaign_id>/queue", in_turn(workspace.QueueView.as_view()), name="queue"
    ),
    path(
        "assignments/<uuid:assignment_id>/stages/<str:stage>",
        in_turn(workspace.StageView.as_view()),
        name="stage",
    ),
    path("campaigns/<uuid:campaign_id>/history", workspace.HistoryView.as_view(), name="history"),
    path("campaigns/<uuid:campaign_id>/overview", staff.OverviewView.as_view(), name="overview"),
    path("campaigns/<uuid:campaign_id>/consent", care.ConsentView.as_view(), name="consent"),
    path("campaigns/<uuid:campaign_id>/own-work", pay.OwnWorkView.as_view(), name="own-work"),
    path("campaigns/<uuid:campaign_id>/pay", pay.PayView.as_view(), name="pay"),
    path("campaigns/<uuid:campaign_id>/pay.csv", pay.PayFileView.as_view(), name="pay-file"),
    path("campaigns/<uuid:campaign_id>/training", training.TrainingView.as_view(), name="training"),
    path(
        "trials/<uuid:trial_id>/stages/<str:stage>",
        training.TrialStageView.as_view(),
        name="trial-stage",
    ),
    path(
        "campaigns/<uuid:campaign_id>/training-plan",
        training_plan.TrainingPlanView.as_view(),
        name="training-plan",
    ),
    path(
        "campaigns/<uuid:campaign_id>/training-pairs",
        training_plan.TrainingPairsView.as_view(),
        name="training-pairs",
    ),
    path(
        "campaigns/<uuid:campaign_id>/training-items",
        training_plan.TrainingItemsView.as_view(),
        name="training-items",
    ),
    path(
        "training-items/<int:item_id>",
        training_plan.TrainingItemView.as_view(),
        name="training-item",
    ),
    path(
        "memberships/<int:membership_id>/qualification",
        training_plan.QualificationView.as_view(),
        name="qualification",
    ),
    path(
        "campaigns/<uuid:campaign_id>/worked-examples",
        worked_examples.WorkedExamplesView.as_view(),
        name="worked-examples",
    ),
    path(
        "campaigns/<uuid:campaign_id>/worked-examples/<str:question>",
        worked_examples.WorkedExampleView.as_view(),
        name="worked-example",
    ),
    path("assignments/<uuid:assignment_id>/reveal", care.RevealView.as_view(), name="reveal"),
    path("assignments/<uuid:assignment_id>/skip", workspace.SkipView.as_view(), name="skip"),
    path(
        "assignments/<uuid:assignment_id>/release", workspace.ReleaseView.as_view(), name="release"
    ),
    path("assignments/<uuid:assignment_id>/reply", workspace.ReplyView.as_view(), name="reply"),
    path(
        "people/<uuid:user_id>/withdrawal",
        staff.AnnotatorWithdrawalView.as_view(),
        name="annotator-withdrawal",
    ),
    path("memberships/<int:membership_id>", staff.MemberView.as_view(), name="membership"),
    path(
        "assignments/<uuid:assignment_id>/report",
        takedowns.AssignmentReportView.as_view(),
        name="assignment-report",
    ),
    path("reports", takedowns.ReportsView.as_view(), name="reports"),
    path("takedowns", takedowns.TakedownsView.as_view(), name="takedowns"),
    path(
        "takedowns/<uuid:takedown_id>/decision", takedowns.DecisionView.as_view(), name="decision"
    ),
    path(
        "takedowns/<uuid:takedown_id>/restoration",
        takedowns.RestorationView.as_view(),
        name="restoration",
    ),
]
