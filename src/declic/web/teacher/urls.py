from django.urls import path

from declic.web.teacher import availability, boards, calls, drawing, questions, shifts, views, worked

app_name = "teacher"
urlpatterns = [
    path("prof/", views.desk, name="desk"),
    path("prof/lecons/", views.lessons, name="lessons"),
    path("prof/lecons/<uuid:lesson_id>/compte-rendu/", views.report, name="report"),
    path("prof/lecons/<uuid:lesson_id>/tableau/", boards.board, name="board"),
    path("prof/lecons/<uuid:lesson_id>/tableau/fil/", boards.story, name="story"),
    path("prof/questions/", questions.questions, name="questions"),
    path("prof/questions/<uuid:question_id>/", questions.question, name="question"),
    path("prof/questions/<uuid:question_id>/pages/", questions.add_page, name="answer_pages"),
    path("prof/questions/<uuid:question_id>/pages/ordre/", questions.order, name="order_answer_pages"),
    path(
        "prof/questions/<uuid:question_id>/pages/<uuid:upload_id>/retirer/",
        questions.remove_page,
        name="remove_answer_page",
    ),
    path("prof/questions/<uuid:question_id>/tableau/", drawing.drawing, name="drawing"),
    path("prof/questions/<uuid:question_id>/tableau/document/", drawing.document, name="drawing_document"),
    path("prof/questions/<uuid:question_id>/tableau/commence/", drawing.begun, name="begun_drawing"),
    path("prof/questions/<uuid:question_id>/prendre/", questions.take, name="take_question"),
    path("prof/creneaux/", shifts.shifts, name="shifts"),
    path("prof/creneaux/<int:shift_id>/", shifts.shift, name="shift"),
    path("prof/creneaux/<int:shift_id>/prendre/", shifts.take, name="take_shift"),
    path("prof/echanges/<int:swap_id>/", shifts.swap, name="swap"),
    path("prof/disponibilites/", availability.usual, name="availability"),
    path("prof/disponibilites/<str:week>/", availability.of_week, name="week"),
    path("prof/heures/", worked.this_month, name="this_month"),
    path("prof/heures/<str:month>/", worked.hours, name="hours"),
    path("prof/heures/<str:month>/releve.pdf", worked.statement, name="hours_statement"),
    path("prof/micro/", views.sound, name="sound"),
    path("prof/appels/", calls.calls, name="calls"),
    path("prof/appels/appareil/", calls.device, name="device"),
    path("prof/notifications.js", calls.worker, name="worker"),
    path("tickets/bureau/", views.ticket, name="ticket"),
]
