from django.urls import path

from declic.web.teacher import calls, questions, views

app_name = "teacher"
urlpatterns = [
    path("prof/", views.desk, name="desk"),
    path("prof/lecons/", views.lessons, name="lessons"),
    path("prof/lecons/<uuid:lesson_id>/compte-rendu/", views.report, name="report"),
    path("prof/questions/", questions.questions, name="questions"),
    path("prof/questions/<uuid:question_id>/", questions.question, name="question"),
    path("prof/questions/<uuid:question_id>/prendre/", questions.take, name="take_question"),
    path("prof/appels/", calls.calls, name="calls"),
    path("tickets/bureau/", views.ticket, name="ticket"),
]
