from django.urls import path

from annotation_server.campaigns.api import campaigns, invitations, members

urlpatterns = [
    path("campaigns", campaigns.CampaignsView.as_view(), name="campaigns"),
    path("campaigns/<uuid:campaign_id>", campaigns.CampaignView.as_view(), name="campaign"),
    path(
        "campaigns/<uuid:campaign_id>/state", campaigns.StateView.as_view(), name="campaign-state"
    ),
    path("campaigns/<uuid:campaign_id>/overlap", campaigns.OverlapView.as_view(), name="overlap"),
    path(
        "campaigns/<uuid:campaign_id>/guidelines",
        campaigns.GuidelinesView.as_view(),
        name="guidelines",
    ),
    path("campaigns/<uuid:campaign_id>/terms", campaigns.TermsView.as_view(), name="terms"),
    path("campaigns/<uuid:campaign_id>/care", campaigns.CareView.as_view(), name="care"),
    path(
        "campaigns/<uuid:campaign_id>/new-pairs",
        campaigns.NewPairsView.as_view(),
        name="new-pairs",
    ),
    path(
        "campaigns/<uuid:campaign_id>/invitations",
        invitations.InvitationsView.as_view(),
        name="invitations",
    ),
    path(
        "invitations/<uuid:invitation_id>/revocation",
        invitations.RevocationView.as_view(),
        name="revocation",
    ),
    path("joining", invitations.JoiningView.as_view(), name="joining"),
    path(
        "joining/membership",
        invitations.JoiningMembershipView.as_view(),
        name="joining-membership",
    ),
    path("joining/account", invitations.JoiningAccountView.as_view(), name="joining-account"),
    path("campaigns/<uuid:campaign_id>/memberships", members.MembersView.as_view(), name="members"),
]
