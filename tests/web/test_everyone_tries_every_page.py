"""Each address of the service, tried by everybody: what the table says, and nothing else.

A new address fails here until its line is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pytest
from django.core.cache import cache as memory
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from declic.billing.models import Renewal, RenewalLine
from declic.campaigns.actions import write_campaign
from declic.campaigns.rules.states import Audience, Channel
from declic.campaigns.tickets import way_out
from declic.dispatch.actions import (
    announce,
    ask_in_writing,
    claim_question,
    close_exceptionally,
    close_subject,
    want,
)
from declic.ground.paris import paris_day
from declic.keeping.models import EndNotice
from declic.keeping.tickets import link_of
from declic.lessons.actions import report
from declic.people.actions import accept, issue_card
from declic.people.models import Account, Guardian, Teacher
from declic.people.queries import card_path_part
from declic.people.rules.consents import CONSENTS
from declic.planning.actions import ask_rota, begin_rota, lay_out_rota, publish_rota
from declic.planning.models import Shift, Swap
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.shifts import Shift as Times
from declic.sponsors.actions import Child, invite_officer, issue_code, present_sponsor, register_at_desk
from declic.sponsors.actions.directories import Described, set_directory
from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.clean import logo
from declic.sponsors.models import Authority, Commune, Directory, GuardianCode, Sponsor
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.directories import DirectoryKind
from declic.uploads.actions import store
from tests.billing.world import make_invoice
from tests.planning.people import offer
from tests.rolls.world import make_entry, make_file
from tests.web.account.identity.saml_provider import key_pair
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.web.second_factor import proved_twice
from tests.world import (
    make_guardian,
    make_help_request,
    make_lesson,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
)

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])

# in: led to sign in · to: led elsewhere · a number: that status.
# One answer is everybody's. Four are those of: nobody, pupil, guard, oper. Eleven, in order:
#   nobody  signed out                    pupil  whose everything here is    sibl   their sibling
#   other   a pupil of another sponsor    guard  their guardian              fam2   another guardian
#   teach   who taught the lesson         tea2   another teacher             offi   officer of the pupil's sponsor
#   off2    officer of another sponsor    oper   operator, without a second factor
# Under « operators », oper has shown one; without it they are led to it (the test below).
# A method without a line is refused to everybody (405, or sign in first).
TABLE = """
## public and account
/                                            GET  200
comment-ca-marche/                           GET  200
accessibilite/                               GET  200
vos-donnees/                                 GET  200
mentions-legales/                            GET  200
hors-ligne/                                  GET  200
messages/non/<str:ticket>/                   GET  200
                                             POST 200
continuer/<str:link>/                        GET  200
                                             POST 200
adresse-suspendue/                           GET  200
                                             POST 200
affichage/                                   POST to
manifest.webmanifest                         GET  200
entrer/                                      GET  in   to   to   to   to   to   to   to   to   to   to
inscription/                                 GET  200  200  200  200  to   to   200  200  200  200  200
                                             POST 200  200  200  200  to   to   200  200  200  200  200
inscription/compte/                          GET  to
                                             POST to
inscription/enfants/                         GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  200  200  404  404  404  404  404
inscription/accords/                         GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  to   to   404  404  404  404  404
inscription/cartes/                          GET  in   404  404  404  200  200  404  404  404  404  404
invitation/<str:invited>/                    GET  200
                                             POST 200
entreprise/<slug:slug>/                      GET  200
entreprise/<slug:slug>/retour/               GET  403
entreprise/<slug:slug>/reponse/              POST 200
entreprise/<slug:slug>/suite/                POST 403
entreprise/<slug:slug>/metadata.xml          GET  200
educonnect/                                  POST 404
educonnect/reponse/                          POST 404
educonnect/suite/                            POST 404
educonnect/relier/                           GET  404
                                             POST 404
educonnect/delier/                           POST 404
educonnect/metadata.xml                      GET  404
carte/                                       GET  200
                                             POST 200
carte/oublier/                               POST in
carte/images/<int:number>/                   GET  in
                                             POST in
carte/<str:secret>/                          GET  200
                                             POST to

## asking
eleve/                                       GET  in   200  200  200  404  404  404  404  404  404  404
eleve/matieres/                              GET  in   200  200  200  404  404  404  404  404  404  404
eleve/demande/<str:subject>/                 GET  in   200  200  200  404  404  404  404  404  404  404
                                             POST in   to   409  409  404  404  404  404  404  404  404
eleve/demande/<str:subject>/brouillon/       POST in   200  200  200  404  404  404  404  404  404  404
eleve/demande/<str:subject>/pages/           POST in   409  409  409  404  404  404  404  404  404  404
eleve/demande/<str:subject>/pages/ordre/     POST in   to   to   to   404  404  404  404  404  404  404
eleve/demande/<str:subject>/pages/<uuid:upload_id>/retirer/
                                             POST in   to   to   to   404  404  404  404  404  404  404
eleve/questions/<uuid:question_id>/          GET  in   200  404  404  404  404  404  404  404  404  404
eleve/questions/<uuid:question_id>/tableau/  GET  in   404  404  404  404  404  404  404  404  404  404
eleve/questions/<uuid:question_id>/retirer/  POST in   to   404  404  404  404  404  404  404  404  404
eleve/micro/                                 GET  in   200  200  200  404  404  404  404  404  404  404
eleve/aide/                                  GET  in   200  200  200  404  404  404  404  404  404  404
eleve/mot/<int:campaign_id>/ranger/          POST in   to   to   to   404  404  404  404  404  404  404
eleve/adresse/                               GET  in   to   to   to   404  404  404  404  404  404  404
                                             POST in   to   to   to   404  404  404  404  404  404  404

## waiting and lessons
eleve/attente/                               GET  in   200  to   to   404  404  404  404  404  404  404
eleve/attente/annuler/                       POST in   to   to   to   404  404  404  404  404  404  404
eleve/attente/attendre/                      POST in   to   to   to   404  404  404  404  404  404  404
eleve/attente/choisir/                       POST in   to   to   to   404  404  404  404  404  404  404
eleve/attente/detail/                        POST in   to   409  409  404  404  404  404  404  404  404
eleve/attente/redemander/                    POST in   409  404  404  404  404  404  404  404  404  404
eleve/attente/pages/                         POST in   409  409  409  404  404  404  404  404  404  404
eleve/attente/pages/ordre/                   POST in   to   409  409  404  404  404  404  404  404  404
eleve/attente/pages/<uuid:upload_id>/retirer/
                                             POST in   to   409  409  404  404  404  404  404  404  404
eleve/lecons/                                GET  in   200  200  200  404  404  404  404  404  404  404
eleve/lecons/<uuid:lesson_id>/               GET  in   200  404  404  404  404  404  404  404  404  404
eleve/lecons/<uuid:lesson_id>/tableau/       GET  in   200  404  404  404  404  404  404  404  404  404
eleve/lecons/<uuid:lesson_id>/tableau/fil/   GET  in   200  404  404  404  404  404  404  404  404  404
eleve/lecons/<uuid:lesson_id>/reponse/       POST in   409  404  404  404  404  404  404  404  404  404
fichiers/<uuid:upload_id>/                   GET  in   200  404  404  200  404  200  404  404  404  404
tickets/attente/                             POST in   200  404  404  404  404  404  404  404  404  404

## families
famille/                                     GET  in   404  404  404  200  200  404  404  404  404  404
famille/enfants/ajouter/                     GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  200  200  404  404  404  404  404
famille/enfants/<int:pupil_id>/              GET  in   404  404  404  200  404  404  404  404  404  404
                                             POST in   404  404  404  200  404  404  404  404  404  404
famille/enfants/<int:pupil_id>/carte.pdf     GET  in   404  404  404  200  404  404  404  404  404  404
famille/enfants/<int:pupil_id>/nouvelle-carte/
                                             POST in   404  404  404  to   404  404  404  404  404  404
famille/enfants/<int:pupil_id>/passer/       POST in   404  404  404  to   404  404  404  404  404  404
famille/enfants/<int:pupil_id>/effacer/      GET  in   404  404  404  200  404  404  404  404  404  404
                                             POST in   404  404  404  to   404  404  404  404  404  404
famille/cartes.pdf                           GET  in   404  404  404  200  200  404  404  404  404  404
famille/lecons/                              GET  in   404  404  404  200  200  404  404  404  404  404
famille/lecons/<uuid:lesson_id>/             GET  in   404  404  404  200  404  404  404  404  404  404
famille/lecons/<uuid:lesson_id>/tableau/     GET  in   404  404  404  200  404  404  404  404  404  404
famille/lecons/<uuid:lesson_id>/tableau/fil/ GET  in   404  404  404  200  404  404  404  404  404  404
famille/questions/<uuid:question_id>/        GET  in   404  404  404  200  404  404  404  404  404  404
famille/questions/<uuid:question_id>/tableau/
                                             GET  in   404  404  404  404  404  404  404  404  404  404
famille/partenaire/                          GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  200  200  404  404  404  404  404
famille/donnees/                             GET  in   404  404  404  200  200  404  404  404  404  404
famille/donnees/export.json                  GET  in   404  404  404  200  200  404  404  404  404  404
famille/donnees/effacer/                     GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  to   to   404  404  404  404  404
famille/continuer/                           POST in   404  404  404  to   to   404  404  404  404  404
famille/messages/                            GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  200  200  404  404  404  404  404
famille/signaler/                            GET  in   404  404  404  200  200  404  404  404  404  404
                                             POST in   404  404  404  200  200  404  404  404  404  404

## teachers, rooms and officers
prof/                                        GET  in   404  404  404  404  404  200  200  404  404  404
prof/lecons/                                 GET  in   404  404  404  404  404  200  200  404  404  404
prof/lecons/<uuid:lesson_id>/compte-rendu/   GET  in   404  404  404  404  404  200  404  404  404  404
                                             POST in   404  404  404  404  404  200  404  404  404  404
prof/lecons/<uuid:lesson_id>/tableau/        GET  in   404  404  404  404  404  200  404  404  404  404
prof/lecons/<uuid:lesson_id>/tableau/fil/    GET  in   404  404  404  404  404  200  404  404  404  404
prof/heures/                                 GET  in   404  404  404  404  404  to   to   404  404  404
prof/heures/<str:month>/                     GET  in   404  404  404  404  404  200  200  404  404  404
prof/heures/<str:month>/releve.pdf           GET  in   404  404  404  404  404  200  200  404  404  404
prof/micro/                                  GET  in   404  404  404  404  404  200  200  404  404  404
prof/appels/                                 GET  in   404  404  404  404  404  200  200  404  404  404
                                             POST in   404  404  404  404  404  422  422  404  404  404
prof/creneaux/                               GET  in   404  404  404  404  404  200  200  404  404  404
                                             POST in   404  404  404  404  404  to   to   404  404  404
prof/creneaux/<int:shift_id>/                GET  in   404  404  404  404  404  200  404  404  404  404
                                             POST in   404  404  404  404  404  422  404  404  404  404
prof/creneaux/<int:shift_id>/prendre/        POST in   404  404  404  404  404  to   to   404  404  404
prof/echanges/<int:swap_id>/                 POST in   404  404  404  404  404  404  to   404  404  404
prof/disponibilites/                         GET  in   404  404  404  404  404  200  200  404  404  404
                                             POST in   404  404  404  404  404  422  422  404  404  404
prof/disponibilites/<str:week>/              GET  in   404  404  404  404  404  200  200  404  404  404
                                             POST in   404  404  404  404  404  422  422  404  404  404
prof/appels/appareil/                        POST in   404  404  404  404  404  409  409  404  404  404
prof/notifications.js                        GET  200
prof/questions/                              GET  in   404  404  404  404  404  200  200  404  404  404
prof/questions/<uuid:question_id>/           GET  in   404  404  404  404  404  200  404  404  404  404
                                             POST in   404  404  404  404  404  409  409  404  404  404
prof/questions/<uuid:question_id>/tableau/   GET  in   404  404  404  404  404  200  404  404  404  404
prof/questions/<uuid:question_id>/tableau/document/
                                             GET  401  404  404  404  404  404  200  404  404  404  404
                                             POST 401  404  404  404  404  404  409  404  404  404  404
prof/questions/<uuid:question_id>/tableau/commence/
                                             GET  in   404  404  404  404  404  404  404  404  404  404
prof/questions/<uuid:question_id>/prendre/   POST in   404  404  404  404  404  to   to   404  404  404
prof/questions/<uuid:question_id>/pages/     POST 401  404  404  404  404  404  409  404  404  404  404
prof/questions/<uuid:question_id>/pages/ordre/
                                             POST 401  404  404  404  404  404  200  404  404  404  404
prof/questions/<uuid:question_id>/pages/<uuid:upload_id>/retirer/
                                             POST 401  404  404  404  404  404  200  404  404  404  404
tickets/bureau/                              POST 401  404  404  404  404  404  200  200  404  404  404
salle/<uuid:lesson_id>/                      GET  in   to   404  404  404  404  to   404  404  404  404
salle/<uuid:lesson_id>/fichiers/             POST in   409  404  404  404  404  409  404  404  404  404
salle/<uuid:lesson_id>/signaler/             GET  in   200  404  404  404  404  200  404  404  404  404
                                             POST in   409  404  404  404  404  409  404  404  404  404
salle/<uuid:lesson_id>/note/                 POST in   404  404  404  404  404  200  404  404  404  404
salle/<uuid:lesson_id>/relais/               POST in   404  404  404  404  404  409  404  404  404  404
salle/<uuid:lesson_id>/appareil/             POST in   409  404  404  404  404  409  404  404  404  404
salle/<uuid:lesson_id>/inviter/              POST in   404  404  404  404  404  409  404  404  404  404
salle/<uuid:lesson_id>/appareil/fermer/      POST in   200  404  404  404  404  200  404  404  404  404
salle/<uuid:lesson_id>/raccompagner/         POST in   404  404  404  404  404  200  404  404  404  404
appareil/                                    GET  200
                                             POST 200
appareil/fini/                               GET  200
tickets/salle/<uuid:lesson_id>/              POST 401  410  404  404  404  404  410  404  404  404  404
partenaire/                                  GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/qui-vient/                        GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/egalite/                          GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/quand/                            GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/chiffres.<str:ending>               GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/rapport.pdf                       GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/factures/                         GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/factures/<int:invoice_id>/<slug:form>/
                                             GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/releve/                           GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/releve/releve.pdf                 GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/codes/                            GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  200  200  404
partenaire/codes/<int:code_id>/revoquer/     POST in   404  404  404  404  404  404  404  to   404  404
partenaire/codes/<int:code_id>/refaire/      POST in   404  404  404  404  404  404  404  to   404  404
partenaire/kit/                              GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  200  200  404
partenaire/kit/logo.png                      GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/kit/<int:code_id>/<str:name>-<str:language>.pdf
                                             GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/familles/                         GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  422  422  404
partenaire/familles/retrouver/               POST in   404  404  404  404  404  404  404  422  422  404
partenaire/familles/<str:reference>/         GET  in   404  404  404  404  404  404  404  200  404  404
                                             POST in   404  404  404  404  404  404  404  200  404  404
partenaire/familles/<str:reference>/adresse/
                                             POST in   404  404  404  404  404  404  404  422  404  404
partenaire/familles/<str:reference>/continuer/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/familles/<str:reference>/cartes.pdf
                                             GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/familles/<str:reference>/cartes/<int:desk_pupil_id>/refaire/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/liste/                            GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  422  422  404
partenaire/liste/eleves/                     GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/liste/cartes.pdf                  GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/liste/effacer/                    POST in   404  404  404  404  404  404  404  to   to   404
partenaire/liste/eleves/<int:entry_id>/retirer/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/liste/eleves/<int:entry_id>/code/ POST in   404  404  404  404  404  404  404  to   404  404
partenaire/liste/fichiers/<uuid:file_id>/    GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/liste/fichiers/<uuid:file_id>/essai/
                                             POST in   404  404  404  404  404  404  404  422  404  404
partenaire/liste/fichiers/<uuid:file_id>/etat/
                                             GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/liste/fichiers/<uuid:file_id>/refus.csv
                                             GET  in   404  404  404  404  404  404  404  409  404  404
partenaire/liste/fichiers/<uuid:file_id>/appliquer/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/liste/fichiers/<uuid:file_id>/abandonner/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/messages/                         GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/messages/nouveau/<str:audience>/<str:channel>/
                                             GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  200  200  404
partenaire/messages/<int:campaign_id>/       GET  in   404  404  404  404  404  404  404  200  404  404
                                             POST in   404  404  404  404  404  404  404  200  404  404
partenaire/messages/<int:campaign_id>/texte/ GET  in   404  404  404  404  404  404  404  200  404  404
                                             POST in   404  404  404  404  404  404  404  200  404  404
partenaire/messages/<int:campaign_id>/acte/  POST in   404  404  404  404  404  404  404  404  404  404
partenaire/convention/                       GET  in   404  404  404  404  404  404  404  200  200  404
partenaire/convention/<int:agreement_id>/<str:contract>.pdf
                                             GET  in   404  404  404  404  404  404  404  200  404  404
partenaire/equipe/                           GET  in   404  404  404  404  404  404  404  200  200  404
                                             POST in   404  404  404  404  404  404  404  200  200  404
partenaire/equipe/demandes/<int:join_id>/    POST in   404  404  404  404  404  404  404  to   404  404
partenaire/equipe/invitations/<int:invitation_id>/ecrire/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/equipe/invitations/<int:invitation_id>/retirer/
                                             POST in   404  404  404  404  404  404  404  to   404  404
partenaire/equipe/<int:officer_id>/role/     POST in   404  404  404  404  404  404  404  to   404  404
partenaire/equipe/<int:officer_id>/ecrire/   POST in   404  404  404  404  404  404  404  to   404  404
partenaire/equipe/<int:officer_id>/retirer/  POST in   404  404  404  404  404  404  404  to   404  404

## operators
regie/                                       GET  in   404  404  404  404  404  404  404  404  404  200
tickets/regie/                               POST in   404  404  404  404  404  404  404  404  404  200
regie/demandes/<uuid:request_id>/            GET  in   404  404  404  404  404  404  404  404  404  200
regie/demandes/<uuid:request_id>/sonner/     POST in   404  404  404  404  404  404  404  404  404  404
regie/attentes/                              GET  in   404  404  404  404  404  404  404  404  404  200
regie/creneaux/                              GET  in   404  404  404  404  404  404  404  404  404  200
regie/creneaux/<str:week>/                   GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/creneaux/<str:week>/ajouter/           GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  422
regie/creneaux/<str:week>/<int:shift_id>/    GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  422
tickets/regie/creneaux/                      POST in   404  404  404  404  404  404  404  404  404  200
regie/matieres/                              GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/matieres/<int:subject_closing_id>/rouvrir/ POST in   404  404  404  404  404  404  404  404  404  to
regie/messages/                              GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/messages/<int:announcement_id>/retirer/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/fermetures/                            GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/fermetures/<int:closing_id>/retirer/   POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/annuaire/ GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/second-controle/                       GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/                           GET  in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/commune/<str:insee>/       GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/collectivite/<str:code>/   GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/a-renouveler/              GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/siret/                     GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/          GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/conventions/
                                             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/
                                             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/modifier/
                                             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/avenant/
                                             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/<str:contract>.pdf
                                             GET  in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/codes/<int:code_id>/revoquer/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/invitations/<int:invitation_id>/ecrire/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/invitations/<int:invitation_id>/retirer/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/suivi/<int:officer_id>/ecrire/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/suivi/<int:officer_id>/retirer/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/partenaires/<int:sponsor_id>/facturation/
                                             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/partenaires/<int:sponsor_id>/facturation/remboursement/
                                             POST in   404  404  404  404  404  404  404  404  404  422
regie/partenaires/<int:sponsor_id>/facturation/<int:agreement_id>/emettre/
                                             POST in   404  404  404  404  404  404  404  404  404  422
regie/factures/                              GET  in   404  404  404  404  404  404  404  404  404  200
regie/factures/emettre/                      POST in   404  404  404  404  404  404  404  404  404  to
regie/factures/arreter/                      POST in   404  404  404  404  404  404  404  404  404  to
regie/factures/vendeur/                      GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/factures/comptabilite/<int:year>/      GET  in   404  404  404  404  404  404  404  404  404  200
regie/factures/<int:invoice_id>/             GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/factures/<int:invoice_id>/avoir/       POST in   404  404  404  404  404  404  404  404  404  to
regie/factures/<int:invoice_id>/depot/       POST in   404  404  404  404  404  404  404  404  404  to
regie/factures/renouvellements/<int:renewal_id>/<int:part>.zip
                                             GET  in   404  404  404  404  404  404  404  404  404  200
regie/factures/renouvellements/<int:renewal_id>/depot/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/factures/<int:invoice_id>/<slug:form>/ GET  in   404  404  404  404  404  404  404  404  404  200
regie/heures/                                GET  in   404  404  404  404  404  404  404  404  404  to
regie/heures/<str:month>/                    GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/heures/<str:month>/clore/              POST in   404  404  404  404  404  404  404  404  404  to
regie/heures/<str:month>/paie.csv            GET  in   404  404  404  404  404  404  404  404  404  200
regie/heures/<str:month>/<int:teacher_id>.pdf
                                             GET  in   404  404  404  404  404  404  404  404  404  200
regie/professeurs/                           GET  in   404  404  404  404  404  404  404  404  404  200
regie/professeurs/nouveau/                   GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/professeurs/<int:teacher_id>/          GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  200
regie/professeurs/<int:teacher_id>/agreer/   POST in   404  404  404  404  404  404  404  404  404  409
regie/professeurs/<int:teacher_id>/ecrire/   POST in   404  404  404  404  404  404  404  404  404  to
regie/professeurs/<int:teacher_id>/appeler/  POST in   404  404  404  404  404  404  404  404  404  to
regie/professeurs/<int:teacher_id>/suspendre/
                                             POST in   404  404  404  404  404  404  404  404  404  to
regie/professeurs/<int:teacher_id>/fermer/   POST in   404  404  404  404  404  404  404  404  404  to
regie/professeurs/<int:teacher_id>/matieres/ GET  in   404  404  404  404  404  404  404  404  404  200
                                             POST in   404  404  404  404  404  404  404  404  404  to

## accounts and the admin
compte/signup/                               GET  to
                                             POST to
compte/login/                                GET  200  to   to   to
                                             POST 200  to   to   to
compte/logout/                               GET  to   200  200  200
                                             POST to
compte/inactive/                             GET  200
compte/reauthenticate/                       GET  in   404  403  403
                                             POST in   404  403  403
compte/email/                                GET  in   404  200  200
                                             POST in   404  to   to
compte/confirm-email/                        GET  200
compte/password/change/                      GET  in   404  to   to
                                             POST in   404  to   to
compte/password/set/                         GET  in   404  200  200
                                             POST in   404  200  200
compte/password/reset/                       GET  200
                                             POST 200
compte/login/code/confirm/                   GET  in   404  to   to
                                             POST in   404  to   to
compte/confirm-email/<key>/                  GET  200
                                             POST 404
compte/password/reset/key/done/              GET  200
compte/password/reset/key/<uidb36>-<key>/    GET  200
                                             POST 200
compte/password/reset/done/                  GET  200
compte/2fa/                                  GET  in   404  200  200
                                             POST in   404  405  405
compte/2fa/authenticate/                     GET  in   404  to   to
                                             POST in   404  to   to
compte/2fa/reauthenticate/                   GET  in   404  403  403
                                             POST in   404  403  403
compte/proconnect/                           GET  405  404  405  405
                                             POST 404
compte/proconnect/retour/                    GET  404
                                             POST 405  404  405  405
compte/proconnect/suite/                     GET  in   404  in   in
                                             POST in   404  in   in
compte/proconnect/relier/<str:key>/          GET  403  404  403  403
                                             POST 403  404  403  403
compte/3rdparty/                             GET  to   404  to   to
                                             POST to   404  to   to
compte/3rdparty/signup/                      GET  in   404  in   in
                                             POST in   404  in   in
compte/3rdparty/login/error/                 GET  in   404  in   in
                                             POST in   404  in   in
compte/3rdparty/login/cancelled/             GET  200  404  200  200
                                             POST 405  404  405  405
compte/social/login/cancelled/               GET  to   404  to   to
                                             POST to   404  to   to
compte/social/login/error/                   GET  to   404  to   to
                                             POST to   404  to   to
compte/social/signup/                        GET  to   404  to   to
                                             POST to   404  to   to
compte/social/connections/                   GET  to   404  to   to
                                             POST to   404  to   to
compte/appareils/                            GET  in   404  200  200
                                             POST 405  404  405  405
compte/appareils/autres/                     GET  405  404  405  405
                                             POST in   404  to   to
compte/appareils/<int:sign_in_id>/deconnecter/
                                             GET  405  404  405  405
                                             POST in   404  404  404
compte/second-controle/                      GET  in   404  200  200
                                             POST 405  404  405  405
compte/2fa/webauthn/                         GET  in   404  200  200
                                             POST in   404  405  405
compte/2fa/webauthn/add/                     GET  in   404  200  200
                                             POST in   404  200  200
compte/2fa/webauthn/reauthenticate/          GET  in   404  403  403
                                             POST in   404  403  403
compte/2fa/webauthn/keys/<int:pk>/remove/    GET  in   404  404  404
                                             POST in   404  404  404
compte/2fa/webauthn/keys/<int:pk>/edit/      GET  in   404  404  404
                                             POST in   404  404  404
compte/2fa/webauthn/login/                   GET  in   404  to   to
                                             POST in   404  to   to
compte/2fa/totp/activate/                    GET  in   404  200  200
                                             POST in   404  200  200
compte/2fa/totp/deactivate/                  GET  in   404  404  404
                                             POST in   404  404  404
compte/2fa/recovery-codes/                   GET  in   404  404  404
                                             POST in   404  405  405
compte/2fa/recovery-codes/generate/          GET  in   404  to   to
                                             POST in   404  to   to
compte/2fa/recovery-codes/download/          GET  in   404  404  404
                                             POST in   404  404  404
admin/                                       GET  in
                                             POST in
admin/login/                                 GET  in   403  403  to
                                             POST in   403  403  to
admin/logout/                                GET  to
                                             POST to
admin/…                                      GET  in
                                             POST in
"""
ADMIN = ("admin/", "admin/login/", "admin/logout/")
PEOPLE = ("nobody", "pupil", "sibl", "other", "guard", "fam2", "teach", "tea2", "offi", "off2", "oper")
PROVED = "operator, with a second factor"


@dataclass(frozen=True)
class Stage:
    """One pupil and all that is theirs, and everybody's session."""

    sessions: dict[str, str]
    ids: dict[str, str]

    def as_(self, who: str, *, enforce_csrf_checks: bool = False) -> Client:
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        client.handler = _handler(enforce_csrf_checks)
        if who in self.sessions:
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def address(self, route: str) -> str:
        """The route with the ids of what the pupil has."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: self.ids[name[1]], route.lstrip("/"))


@cache
def _handler(enforce_csrf_checks: bool) -> ClientHandler:  # noqa: FBT001
    """One for all: each new one looks at every static file."""
    return Client(enforce_csrf_checks=enforce_csrf_checks).handler


@pytest.fixture
def stage() -> Stage:
    now = timezone.now()
    paris, lyon = make_sponsor("Paris", now=now), make_sponsor("Lyon", now=now)
    present_sponsor(sponsor=paris, contact="Accueil", logo=logo(photo(60, 30)), now=now)
    code = issue_code(sponsor=paris, ceiling=9, now=now)
    agreement = paris.agreements.get()
    guardian = _family(paris, now)
    pupil = make_pupil("4E", paris, guardian=guardian, now=now)
    sibling = make_pupil("4E", paris, guardian=guardian, first_name="Sami", now=now)
    other_family = _family(lyon, now)
    other = make_pupil("4E", lyon, guardian=other_family, first_name="Tom", now=now)
    teacher, other_teacher = make_teacher(), make_teacher()
    officer, other_officer = make_officer(paris), make_officer(lyon)
    before = now - timedelta(hours=1)
    want(teacher_account_id=teacher.account_id, state="free", now=before)
    lesson = make_lesson(teacher, pupil, state="ended", now=before)
    (upload,) = store(owner=pupil.account, data=photo(60, 80), name="cahier.jpg", now=before)
    lesson.help_request.pages.create(upload=upload, position=0)
    report(lesson=lesson, worked_on="La retenue.", understood="Oui.", next_step="Rien.", now=now)
    asked = ask_in_writing(help_request=make_help_request(pupil, now=before), now=before)
    claim_question(question_id=str(asked.pk), teacher=teacher, now=now)
    waits = make_help_request(pupil, now=now)
    Commune.objects.create(insee="92024", name="Clichy", academie="Versailles", siren="219200243")
    Authority.objects.create(code="200000172", kind="epci", name="CC Faucigny - Glières", academie="Grenoble")
    kinds = [text.kind for text in CONSENTS]
    desk = register_at_desk(
        officer=officer, code=code, name="Mme Ba", children=[Child("Awa", "CP")], accepted=kinds, now=now
    )
    ask_to_join(sponsor=paris, email="alix@paris.example", name="Alix", now=now)
    operator = make_operator()
    invitation = invite_officer(
        sponsor=paris, email="anne@paris.example", name="Anne", role="reader", now=now, by=operator
    )
    shift, swap = _shift_and_swap(teacher, other_teacher, operator, now)
    said = announce(text="Deux profs arrivent.", subject="", levels="", by=operator, now=now)
    subject_closing = close_subject(subject="PHI", levels="", reason="Absence.", by=operator, now=now)
    later = now + timedelta(days=9)
    closing = close_exceptionally(
        starts_at=later, ends_at=later + timedelta(hours=1), reason="Réunion.", by=operator, now=now
    )
    people = {
        "pupil": pupil.account,
        "sibl": sibling.account,
        "other": other.account,
        "guard": guardian.account,
        "fam2": other_family.account,
        "teach": teacher.account,
        "tea2": other_teacher.account,
        "offi": officer.account,
        "off2": other_officer.account,
        "oper": operator,
    }
    ids = {
        "lesson_id": lesson.pk,
        "upload_id": upload.pk,
        "question_id": asked.pk,
        "request_id": waits.pk,
        "join_id": paris.join_requests.get().pk,
        "invitation_id": invitation.pk,
        "invited": invitation_secret(invitation),
        "subject_closing_id": subject_closing.pk,
        "closing_id": closing.pk,
        "announcement_id": said.pk,
        "pupil_id": pupil.pk,
        "code_id": code.pk,
        "entry_id": make_entry(paris, now=now).pk,
        "file_id": make_file(officer, now=now).pk,
        "sponsor_id": paris.pk,
        "officer_id": officer.pk,
        "teacher_id": teacher.pk,
        "shift_id": shift.pk,
        "swap_id": swap.pk,
        "week": shift.rota.week,
        **_invoiced(paris, now),
        "part": 1,
        "form": "pdf",
        "ending": "csv",
        "year": paris_day(now).year,
        "audience": "never_came",
        "channel": "email",
        "ticket": way_out(other_family.pk),
        "link": link_of(EndNotice.objects.create(guardian=other_family, year=2000, ends_on=paris_day(now))),
        "campaign_id": write_campaign(
            sponsor=paris,
            audience=Audience.NEVER_CAME,
            channel=Channel.EMAIL,
            title="Venez",
            text="Bonjour {prenom}",
            by=None,
            now=now,
        ).pk,
        "month": f"{paris_day(now):%Y-%m}",
        "secret": card_path_part(issue_card(pupil=pupil, now=now)),
        "number": issue_card(pupil=pupil, now=now).pk,
        "subject": "MAT",
        "insee": "92024",
        "code": "200000172",
        "name": "depliant",
        "contract": "donnees",
        "reference": desk.reference,
        "desk_pupil_id": desk.guardian.pupils.get().pk,
        "language": "ar",
        "agreement_id": agreement.pk,
        "pk": "1",
        "slug": _directory(paris, operator, now).slug,
        "sign_in_id": "0",
        "key": "abc",
        "uidb36": "1",
        "object_id": "1",
        "content_type_id": "1",
        "app_label": "auth",
        "url": "nada",
    }
    sessions = {who: _session(signed_in(account)) for who, account in people.items()}
    sessions[PROVED] = _session(proved_twice(operator))
    return Stage(sessions, {k: str(v) for k, v in ids.items()})


def _shift_and_swap(teacher: Teacher, colleague: Teacher, operator: Account, now: datetime) -> tuple[Shift, Swap]:
    """Next week, published; the teacher asks the colleague to swap."""
    for one in (teacher, colleague):
        offer(one, now=now)
    ask_rota(week=monday_of(paris_day(now)) + timedelta(days=7), by=operator, now=now)
    rota = begin_rota(now=now)
    assert rota is not None
    shifts = {one.pk: [Times(1, 68, 76)] for one in (teacher, colleague)}
    lay_out_rota(rota=rota, needed={}, learned_from=0, shifts=shifts, now=now)
    rota.refresh_from_db()
    publish_rota(rota=rota, by=operator, now=now)
    mine, theirs = Shift.objects.select_related("rota").order_by("pk")
    swap = Swap.objects.create(mine=mine, theirs=theirs, asked_by=teacher, asked_of=colleague, asked_at=now)
    return mine, swap


def _invoiced(sponsor: Sponsor, now: datetime) -> dict[str, int]:
    """An invoice of those that left in one go."""
    invoice, renewal = make_invoice(sponsor, now=now), Renewal.objects.create(asked_at=now, is_running=False)
    agreement = sponsor.agreements.latest("pk")
    RenewalLine.objects.create(renewal=renewal, agreement=agreement, invoice=invoice)
    return {"invoice_id": invoice.pk, "renewal_id": renewal.pk}


def _directory(sponsor: Sponsor, operator: Account, now: datetime) -> Directory:
    """Of a company, that speaks SAML."""
    described = Described(
        kind=DirectoryKind.SAML,
        issuer="https://annuaire.example/",
        sign_in_url="https://annuaire.example/entrer",
        certificate=key_pair()[1],
    )
    return set_directory(sponsor=sponsor, described=described, by=operator, now=now)


def _family(sponsor: Sponsor, now: datetime) -> Guardian:
    guardian = make_guardian()
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    GuardianCode.objects.create(guardian=guardian, code=issue_code(sponsor=sponsor, ceiling=9, now=now), at=now)
    return guardian


def _session(client: Client) -> str:
    return client.cookies["sessionid"].value


# -- the table --------------------------------------------------------------------------------------------------------
REFUSED = ["405"]
FEW = ("nobody", "pupil", "guard", "oper")


@dataclass
class Line:
    """What is expected at one address, by method."""

    route: str
    answers: dict[str, list[str]]

    def of(self, method: str) -> Iterator[tuple[str, set[str]]]:
        """Who tries it, and what they may get."""
        said = self.answers.get(method, REFUSED)
        if said is REFUSED:
            yield from ((who, {"405", "in"}) for who in FEW)
        else:
            people = PEOPLE if len(said) == len(PEOPLE) else FEW
            for who, answer in zip(people, said * (len(people) // len(said)), strict=True):
                if self.route != "admin/…" or who in {"nobody", "oper"}:  # a hundred addresses behind one check
                    yield who, {answer}


def _table() -> dict[str, dict[str, Line]]:
    """Section, then route."""
    sections: dict[str, dict[str, Line]] = {}
    lines: dict[str, Line] = {}
    route = ""
    for text in TABLE.strip().splitlines():
        if text.startswith("## "):
            lines = sections.setdefault(text[3:], {})
            continue
        words = text.split()
        if words and words[0] not in METHODS:
            route = words.pop(0)
        if words:
            method, *answers = words
            lines.setdefault(route, Line(route, {})).answers[method] = answers
    return sections


METHODS = ("GET", "POST")
SECTIONS = _table()


def test_every_address_has_its_line() -> None:
    assert {route for lines in SECTIONS.values() for route in lines} == set(routes())


@pytest.mark.parametrize("section", SECTIONS)
def test_everybody_gets_what_the_table_says(stage: Stage, section: str) -> None:
    wrong = []
    for line in SECTIONS[section].values():
        for method in METHODS:
            for who, expected in line.of(method):
                for route in routes()[line.route]:
                    answer = tried(stage, route, method, PROVED if (section, who) == ("operators", "oper") else who)
                    if (found := outcome(answer)) not in expected:
                        wrong.append(f"{method} /{route} by {who}: {found}, not {expected}")
                    wrong += [f"{method} /{route} by {who}: {what}" for what in careless(answer, who)]
    assert not wrong, "\n".join(wrong)


def test_an_operator_who_proved_nothing_is_led_to_the_second_factor(stage: Stage) -> None:
    for line in SECTIONS["operators"].values():
        for method in line.answers:
            answer = tried(stage, line.route, method, "oper")
            assert answer.headers["Location"] == "/compte/second-controle/", (method, line.route)


def test_a_probe_that_asks_for_the_headers_alone_is_answered_like_a_reader(stage: Stage) -> None:
    wrong = []
    for section, line in ((section, line) for section, lines in SECTIONS.items() for line in lines.values()):
        readers = [(who, expected) for who, expected in line.of("GET") if "200" in expected or who == "nobody"]
        for reader, expected in readers[:2]:
            who = PROVED if (section, reader) == ("operators", "oper") else reader
            found = {route: outcome(tried(stage, route, "HEAD", who)) for route in routes()[line.route]}
            wrong += [f"/{route} by {who}: {told}" for route, told in found.items() if told not in expected]
    assert not wrong, "\n".join(wrong)


def careless(answer: HttpResponseBase, who: str) -> Iterator[str]:
    """What the headers forget."""
    headers = answer.headers
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "the browser may guess what it is"
    if "default-src 'self'" not in headers.get("Content-Security-Policy", ""):
        yield "no content security policy"
    if headers.get("Referrer-Policy") not in {"same-origin", "strict-origin"}:
        yield "the address goes to other sites"
    if headers.get("X-Frame-Options") != "DENY":
        yield "it may be framed"
    if who != "nobody" and answer.status_code == 200 and "private" not in headers.get("Cache-Control", ""):
        yield "it may be stored for the next person"


FROM_ELSEWHERE = {"messages/non/<str:ticket>/", "entreprise/<slug:slug>/reponse/", "educonnect/reponse/"}
"""Posted by others, who hold no token of ours. A mail program, to an address that is signed, to stop its messages and
nothing else (RFC 8058); a company's directory or EduConnect, whose answer is only shown again, to be posted with
ours."""


def test_nothing_is_done_without_the_page_s_own_token(stage: Stage) -> None:
    for line in (line for lines in SECTIONS.values() for line in lines.values() if line.route not in FROM_ELSEWHERE):
        for who in ("nobody", "pupil", "oper") if not line.route.startswith("admin/") else ("oper",):
            for route in routes()[line.route][:1]:
                answer = stage.as_(who, enforce_csrf_checks=True).post(stage.address(route))
                assert answer.status_code == 403, (route, who)


# -- trying -----------------------------------------------------------------------------------------------------------
SIGN_IN = ("/compte/login/", "/carte/", "/admin/login/", "/compte/reauthenticate/", "/compte/2fa/reauthenticate/")


def outcome(answer: HttpResponseBase) -> str:
    if answer.status_code not in (301, 302):
        return str(answer.status_code)
    return "in" if answer.headers["Location"].split("?")[0] in SIGN_IN else "to"


def tried(stage: Stage, route: str, method: str, who: str) -> HttpResponseBase:
    """The answer; whatever it did is undone."""
    memory.clear()
    client = stage.as_(who)
    with transaction.atomic("default"), transaction.atomic("rooms"):
        answer = getattr(client, method.lower())(stage.address(route))
        transaction.set_rollback(True, "default")
        transaction.set_rollback(True, "rooms")
    assert isinstance(answer, HttpResponseBase)
    return answer


@cache
def routes() -> dict[str, list[str]]:
    """Lines of the table, and the addresses each stands for."""
    lines: dict[str, list[str]] = {}
    for route in _routes(get_resolver()):
        plain = _plain(route) or "/"
        lines.setdefault("admin/…" if plain.startswith("admin/") and plain not in ADMIN else plain, []).append(plain)
    return lines


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


def _plain(route: str) -> str:
    """A regular expression of allauth's or Django's as the plain route it amounts to."""
    named = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]\+?|\.[*+]|[^()]*)\)", r"<\1>", route)
    return named.replace("^", "").replace("$", "")
