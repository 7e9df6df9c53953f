from django.urls import URLPattern, URLResolver, path

from declic.web.sponsor import agreement, codes, families, invoices, kit, roll_files, rolls, team, views

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("codes/", codes.codes, name="codes"),
    path("codes/<int:code_id>/revoquer/", codes.revoke, name="revoke"),
    path("codes/<int:code_id>/refaire/", codes.reissue, name="reissue"),
    path("kit/", kit.kit, name="kit"),
    path("kit/logo.png", kit.logo, name="logo"),
    path("kit/<int:code_id>/<str:name>-<str:language>.pdf", kit.paper, name="paper"),
    path("familles/", families.families, name="families"),
    path("familles/retrouver/", families.find, name="find"),
    path("familles/<str:reference>/", families.family, name="family"),
    path("familles/<str:reference>/cartes.pdf", families.family_cards, name="family_cards"),
    path("familles/<str:reference>/cartes/<int:desk_pupil_id>/refaire/", families.renew, name="renew"),
    path("liste/", rolls.roll, name="roll"),
    path("liste/eleves/", rolls.entries, name="roll_entries"),
    path("liste/cartes.pdf", rolls.cards, name="roll_cards"),
    path("liste/effacer/", rolls.erase, name="roll_erase"),
    path("liste/eleves/<int:entry_id>/retirer/", rolls.remove, name="roll_remove"),
    path("liste/eleves/<int:entry_id>/code/", rolls.renew, name="roll_renew"),
    path("liste/fichiers/<uuid:file_id>/", roll_files.file, name="roll_file"),
    path("liste/fichiers/<uuid:file_id>/essai/", roll_files.trial, name="roll_trial"),
    path("liste/fichiers/<uuid:file_id>/etat/", roll_files.status, name="roll_status"),
    path("liste/fichiers/<uuid:file_id>/refus.csv", roll_files.refused, name="roll_refused"),
    path("liste/fichiers/<uuid:file_id>/appliquer/", roll_files.apply, name="roll_apply"),
    path("liste/fichiers/<uuid:file_id>/abandonner/", roll_files.drop, name="roll_drop"),
    path("convention/", agreement.agreements, name="agreements"),
    path("convention/<int:agreement_id>/<str:contract>.pdf", agreement.paper, name="agreement_paper"),
    path("equipe/", team.team, name="team"),
    path("equipe/<int:officer_id>/role/", team.role, name="role"),
    path("equipe/<int:officer_id>/retirer/", team.dismiss, name="dismiss"),
    path("factures/", invoices.invoices, name="invoices"),
    path("factures/<int:invoice_id>/<slug:form>/", invoices.invoice_file, name="invoice_file"),
]
