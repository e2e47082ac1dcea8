"""Addresses of people and teams, below /teams/."""

from django.urls import path

from accounts.views import account, invitations, log, members, teams

urlpatterns = [
    path("", teams.teams, name="teams"),
    path("new/", teams.create_team, name="create_team"),
    path("profile/", teams.profile, name="profile"),
    path("profile/data.json", account.own_data_file, name="own_data_file"),
    path("profile/again/", account.sign_in_again, name="sign_in_again"),
    path("profile/erase/", account.erase_account, name="erase_account"),
    path("invitations/<uuid:token>/", invitations.invitation, name="invitation"),
    path("<uuid:team_id>/", teams.team, name="team"),
    path("<uuid:team_id>/name/", teams.rename_team, name="rename_team"),
    path("<uuid:team_id>/log/", log.team_log, name="team_log"),
    path("<uuid:team_id>/log.csv", log.team_log_file, name="team_log_file"),
    path("<uuid:team_id>/leave/", members.leave_team, name="leave_team"),
    path("<uuid:team_id>/invitations/", invitations.invite, name="invite"),
    path(
        "<uuid:team_id>/invitations/<uuid:token>/withdraw/",
        invitations.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "<uuid:team_id>/members/<uuid:membership_id>/role/",
        members.change_role,
        name="change_role",
    ),
    path(
        "<uuid:team_id>/members/<uuid:membership_id>/remove/",
        members.remove_member,
        name="remove_member",
    ),
]
