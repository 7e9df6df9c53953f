from django.urls import URLPattern, URLResolver, path

from declic.web.staff import board, sponsors, teachers

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("ticket/", board.ticket, name="ticket"),
    path("partenaires/", sponsors.sponsors, name="sponsors"),
    path("partenaires/commune/<str:insee>/", sponsors.new_commune, name="new_commune"),
    path("partenaires/cse/", sponsors.new_works_council, name="new_works_council"),
    path("partenaires/<int:sponsor_id>/", sponsors.sponsor, name="sponsor"),
    path("partenaires/<int:sponsor_id>/codes/<int:code_id>/revoquer/", sponsors.revoke_code, name="revoke_code"),
    path("partenaires/<int:sponsor_id>/suivi/<int:officer_id>/retirer/", sponsors.dismiss_officer, name="dismiss"),
    path("professeurs/", teachers.teachers, name="teachers"),
    path("professeurs/nouveau/", teachers.new_teacher, name="new_teacher"),
    path("professeurs/<int:teacher_id>/", teachers.teacher, name="teacher"),
    path("professeurs/<int:teacher_id>/agreer/", teachers.approve, name="approve"),
    path("professeurs/<int:teacher_id>/suspendre/", teachers.suspend, name="suspend"),
    path("professeurs/<int:teacher_id>/matieres/", teachers.skills, name="skills"),
]
