from django.urls import path

from declic.web.teacher import views

app_name = "teacher"
urlpatterns = [
    path("prof/", views.desk, name="desk"),
    path("prof/lecons/", views.lessons, name="lessons"),
    path("prof/lecons/<uuid:lesson_id>/compte-rendu/", views.report, name="report"),
    path("tickets/bureau/", views.ticket, name="ticket"),
]
