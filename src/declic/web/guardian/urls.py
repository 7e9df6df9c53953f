from django.urls import URLPattern, URLResolver, path

from declic.web.guardian import cards, children, data, lessons, messages, payer, questions, staying

app_name = "guardian"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", children.home, name="home"),
    path("enfants/ajouter/", children.add, name="add_child"),
    path("enfants/<int:pupil_id>/", children.child, name="child"),
    path("enfants/<int:pupil_id>/carte.pdf", cards.card_pdf, name="card_pdf"),
    path("enfants/<int:pupil_id>/nouvelle-carte/", cards.renew, name="renew_card"),
    path("enfants/<int:pupil_id>/passer/", cards.hand_over, name="hand_over"),
    path("enfants/<int:pupil_id>/effacer/", data.erase_child, name="erase_child"),
    path("cartes.pdf", cards.cards_pdf, name="cards_pdf"),
    path("lecons/", lessons.lessons, name="lessons"),
    path("lecons/<uuid:lesson_id>/", lessons.lesson, name="lesson"),
    path("lecons/<uuid:lesson_id>/tableau/", lessons.board, name="board"),
    path("lecons/<uuid:lesson_id>/tableau/fil/", lessons.story, name="story"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("questions/<uuid:question_id>/tableau/", questions.drawing, name="drawing"),
    path("partenaire/", payer.payer, name="payer"),
    path("donnees/", data.data, name="data"),
    path("donnees/export.json", data.export, name="export"),
    path("donnees/effacer/", data.erase_account, name="erase_account"),
    path("continuer/", staying.go_on, name="go_on"),
    path("messages/", messages.messages, name="messages"),
    path("signaler/", data.alert, name="alert"),
]
