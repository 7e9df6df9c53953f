from django.urls import URLPattern, URLResolver, path

from declic.web.staff import agreements, board, chosen, closings, evening, invoices, rota, sponsors, teachers

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("regie/", board.board, name="board"),
    path("tickets/regie/", board.ticket, name="ticket"),
    path("regie/demandes/<uuid:request_id>/", chosen.choose, name="choose"),
    path("regie/demandes/<uuid:request_id>/sonner/", chosen.ring, name="ring"),
    path("regie/creneaux/", rota.weeks, name="weeks"),
    path("regie/creneaux/<str:week>/", rota.rota, name="rota"),
    path("regie/creneaux/<str:week>/ajouter/", rota.new_shift, name="new_shift"),
    path("regie/creneaux/<str:week>/<int:shift_id>/", rota.shift, name="shift"),
    path("tickets/regie/creneaux/", rota.ticket, name="rota_ticket"),
    path("regie/matieres/", evening.subjects, name="subjects"),
    path("regie/matieres/<int:subject_closing_id>/rouvrir/", evening.reopen, name="reopen"),
    path("regie/messages/", evening.announcements, name="announcements"),
    path("regie/messages/<int:announcement_id>/retirer/", evening.withdraw, name="withdraw"),
    path("regie/fermetures/", closings.closings, name="closings"),
    path("regie/fermetures/<int:closing_id>/retirer/", closings.lift, name="lift"),
    path("regie/partenaires/", sponsors.sponsors, name="sponsors"),
    path("regie/partenaires/commune/<str:insee>/", sponsors.new_commune, name="new_commune"),
    path("regie/partenaires/collectivite/<str:code>/", sponsors.new_authority, name="new_authority"),
    path("regie/partenaires/siret/", sponsors.new_by_siret, name="new_by_siret"),
    path("regie/partenaires/<int:sponsor_id>/", sponsors.sponsor, name="sponsor"),
    path("regie/partenaires/<int:sponsor_id>/conventions/", agreements.new_agreement, name="new_agreement"),
    path("regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/", agreements.agreement, name="agreement"),
    path(
        "regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/modifier/",
        agreements.change_agreement,
        name="change_agreement",
    ),
    path(
        "regie/partenaires/<int:sponsor_id>/conventions/<int:agreement_id>/<str:contract>.pdf",
        agreements.paper,
        name="agreement_paper",
    ),
    path("regie/partenaires/<int:sponsor_id>/codes/<int:code_id>/revoquer/", sponsors.revoke_code, name="revoke_code"),
    path(
        "regie/partenaires/<int:sponsor_id>/suivi/<int:officer_id>/retirer/", sponsors.dismiss_officer, name="dismiss"
    ),
    path("regie/partenaires/<int:sponsor_id>/facturation/", invoices.billing, name="billing"),
    path("regie/partenaires/<int:sponsor_id>/facturation/<int:agreement_id>/emettre/", invoices.issue, name="issue"),
    path("regie/factures/", invoices.invoices, name="invoices"),
    path("regie/factures/emettre/", invoices.renew, name="renew"),
    path("regie/factures/vendeur/", invoices.seller, name="seller"),
    path("regie/factures/comptabilite/<int:year>/", invoices.accounting, name="accounting"),
    path("regie/factures/<int:invoice_id>/", invoices.invoice, name="invoice"),
    path("regie/factures/<int:invoice_id>/avoir/", invoices.credit, name="credit"),
    path("regie/factures/<int:invoice_id>/<slug:form>/", invoices.invoice_file, name="invoice_file"),
    path("regie/professeurs/", teachers.teachers, name="teachers"),
    path("regie/professeurs/nouveau/", teachers.new_teacher, name="new_teacher"),
    path("regie/professeurs/<int:teacher_id>/", teachers.teacher, name="teacher"),
    path("regie/professeurs/<int:teacher_id>/agreer/", teachers.approve, name="approve"),
    path("regie/professeurs/<int:teacher_id>/appeler/", teachers.call, name="call"),
    path("regie/professeurs/<int:teacher_id>/suspendre/", teachers.suspend, name="suspend"),
    path("regie/professeurs/<int:teacher_id>/matieres/", teachers.skills, name="skills"),
]
