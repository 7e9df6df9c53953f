from django.urls import URLPattern, URLResolver, include, path

from declic.web.pupil import adding, address, ask, files, guide, home, lessons, questions, tickets, waiting, word

app_name = "pupil"

_ask: list[URLPattern | URLResolver] = [
    path("", ask.ask, name="ask"),
    path("brouillon/", ask.save, name="draft"),
    path("pages/", ask.add, name="pages"),
    path("pages/ordre/", ask.order, name="order_pages"),
    path("pages/<uuid:upload_id>/retirer/", ask.remove, name="remove_page"),
]
_waiting: list[URLPattern | URLResolver] = [
    path("", waiting.waiting, name="waiting"),
    path("attendre/", waiting.wait_for, name="wait_for"),
    path("choisir/", waiting.choose, name="choose"),
    path("annuler/", waiting.cancel, name="cancel"),
    path("detail/", adding.detail, name="detail"),
    path("redemander/", waiting.again, name="again"),
    path("pages/", adding.add, name="waiting_pages"),
    path("pages/ordre/", adding.order, name="waiting_order_pages"),
    path("pages/<uuid:upload_id>/retirer/", adding.remove, name="waiting_remove_page"),
]
_pupil: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("matieres/", home.subjects, name="subjects"),
    path("demande/<str:subject>/", include(_ask)),
    path("attente/", include(_waiting)),
    path("lecons/", lessons.lessons, name="lessons"),
    path("lecons/<uuid:lesson_id>/", lessons.lesson, name="lesson"),
    path("lecons/<uuid:lesson_id>/tableau/", lessons.board, name="board"),
    path("lecons/<uuid:lesson_id>/tableau/fil/", lessons.story, name="story"),
    path("lecons/<uuid:lesson_id>/reponse/", lessons.answer, name="answer"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("questions/<uuid:question_id>/tableau/", questions.drawing, name="drawing"),
    path("questions/<uuid:question_id>/retirer/", questions.take_back, name="take_back"),
    path("aide/", guide.guide, name="help"),
    path("adresse/", address.address, name="address"),
    path("micro/", guide.sound, name="sound"),
    path("mot/<int:campaign_id>/ranger/", word.put_away, name="put_word_away"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("eleve/", include(_pupil)),
    path("fichiers/<uuid:upload_id>/", files.file, name="file"),
    path("tickets/attente/", tickets.wait, name="ticket"),
]
