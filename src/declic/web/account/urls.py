from allauth.account.views import reauthenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn.views import reauthenticate_webauthn
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from declic.web.account import card, enrol, enter, held, invited, protect, sign_ins
from declic.web.account.directory import views as directory
from declic.web.account.educonnect import views as educonnect
from declic.web.account.proconnect import arriving

app_name = "account"
urlpatterns: list[URLPattern | URLResolver] = [
    path("entrer/", enter.enter, name="enter"),
    path("inscription/", enrol.code, name="enrol"),
    path("inscription/compte/", enrol.Register.as_view(), name="register"),
    path("inscription/enfants/", enrol.children, name="children"),
    path("inscription/accords/", enrol.consents, name="consents"),
    path("inscription/cartes/", enrol.cards, name="cards"),
    path("entreprise/<slug:slug>/", directory.door, name="directory"),
    path("entreprise/<slug:slug>/retour/", directory.back, name="directory_back"),
    path("entreprise/<slug:slug>/reponse/", directory.answered, name="directory_answered"),
    path("entreprise/<slug:slug>/suite/", directory.finished, name="directory_finished"),
    path("entreprise/<slug:slug>/metadata.xml", directory.metadata, name="directory_metadata"),
    path("educonnect/", educonnect.go, name="educonnect"),
    path("educonnect/reponse/", educonnect.answered, name="educonnect_answered"),
    path("educonnect/suite/", educonnect.finished, name="educonnect_finished"),
    path("educonnect/relier/", educonnect.link, name="educonnect_link"),
    path("educonnect/delier/", educonnect.unlink, name="educonnect_unlink"),
    path("educonnect/metadata.xml", educonnect.metadata, name="educonnect_metadata"),
    path("carte/", card.card, name="card"),
    path("carte/oublier/", card.forget, name="forget_device"),
    path("carte/images/<int:number>/", card.pictures, name="card_pictures"),
    path("carte/<str:secret>/", card.card_secret, name="card_secret"),
    path("adresse-suspendue/", held.held_address, name="held_address"),
    path("invitation/<str:invited>/", invited.invitation, name="invitation"),
    path("compte/proconnect/suite/", arriving.arrival, name="proconnect_arrival"),
    path("compte/proconnect/relier/<str:key>/", arriving.link, name="proconnect_link"),
    # Nobody registers, lists or unlinks there: linking is proved by a letter, and undone by an operator.
    path("compte/3rdparty/", RedirectView.as_view(pattern_name="mfa_index"), name="no_connections"),
    path("compte/3rdparty/signup/", RedirectView.as_view(pattern_name="account_login"), name="no_other_signup"),
    path("compte/3rdparty/login/error/", RedirectView.as_view(pattern_name="account_login"), name="no_other_error"),
    path("compte/appareils/", sign_ins.sign_ins, name="sign_ins"),
    path("compte/appareils/autres/", sign_ins.end_others, name="end_others"),
    path("compte/appareils/<int:sign_in_id>/deconnecter/", sign_ins.end, name="end_sign_in"),
    path("compte/second-controle/", protect.second_factor, name="second_factor"),
    path("compte/2fa/webauthn/keys/<int:pk>/remove/", protect.RemovePasskey.as_view(), name="remove_passkey"),
    path("compte/2fa/recovery-codes/generate/", protect.recovery_codes, name="recovery_codes"),
    # allauth's own, and a page for whoever has nothing to show.
    path("compte/reauthenticate/", protect.where_something_is_held(reauthenticate), name="show_password"),
    path("compte/2fa/reauthenticate/", protect.where_something_is_held(reauthenticate_by_code), name="show_code"),
    path(
        "compte/2fa/webauthn/reauthenticate/",
        protect.where_something_is_held(reauthenticate_webauthn),
        name="show_passkey",
    ),
    # A family registers with a code: allauth's own form is left aside.
    path("compte/signup/", RedirectView.as_view(pattern_name="account:enrol"), name="no_signup"),
]
