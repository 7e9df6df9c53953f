from django.urls import URLPattern, URLResolver, path

from declic.web.room import devices, files, hand_over, panel, views

app_name = "room"
urlpatterns: list[URLPattern | URLResolver] = [
    path("salle/<uuid:lesson_id>/", views.room, name="room"),
    path("salle/<uuid:lesson_id>/fichiers/", files.put, name="put"),
    path("salle/<uuid:lesson_id>/signaler/", views.report, name="report"),
    path("salle/<uuid:lesson_id>/note/", panel.note, name="note"),
    path("salle/<uuid:lesson_id>/relais/", hand_over.hand_over, name="hand_over"),
    path("salle/<uuid:lesson_id>/appareil/", devices.give, name="device_code"),
    path("salle/<uuid:lesson_id>/appareil/fermer/", devices.put_out, name="put_out"),
    path("salle/<uuid:lesson_id>/inviter/", devices.invite, name="invite"),
    path("salle/<uuid:lesson_id>/raccompagner/", devices.out, name="see_out"),
    path("appareil/", devices.device, name="device"),
    path("appareil/fini/", devices.over, name="device_over"),
    path("tickets/salle/<uuid:lesson_id>/", views.ticket, name="ticket"),
]
