from django.urls import path

from declic.web.account.proconnect import views

urlpatterns = [
    path("proconnect/", views.login, name="proconnect_login"),
    path("proconnect/retour/", views.callback, name="proconnect_callback"),
]
