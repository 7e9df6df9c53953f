from django.urls import URLPattern, URLResolver, path

from declic.web.sponsor import agreement, codes, team, views

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("codes/", codes.codes, name="codes"),
    path("codes/<int:code_id>/revoquer/", codes.revoke, name="revoke"),
    path("codes/<int:code_id>/refaire/", codes.reissue, name="reissue"),
    path("convention/", agreement.agreements, name="agreements"),
    path("equipe/", team.team, name="team"),
    path("equipe/<int:officer_id>/role/", team.role, name="role"),
    path("equipe/<int:officer_id>/retirer/", team.dismiss, name="dismiss"),
]
