"""What is done to sponsors, by subject."""

from declic.sponsors.actions.addresses import deny_desk_address, prove_address, settle_address
from declic.sponsors.actions.agreements import (
    change_agreement,
    draft_agreement,
    end_agreement,
    note_commitment,
    note_data_contract,
    quote_agreement,
    record_agreement,
    renew_agreement,
    sign_agreement,
)
from declic.sponsors.actions.amendments import drop_amendment, prepare_amendment, sign_amendment
from declic.sponsors.actions.codes import issue_code, redeem, reissue_code, revoke_code
from declic.sponsors.actions.desk import (
    Child,
    add_at_desk,
    give_address_at_desk,
    register_at_desk,
    renew_card_at_desk,
)
from declic.sponsors.actions.enrolments import enrol, enrol_child, keep_enrolments
from declic.sponsors.actions.invitations import (
    accept_invitation,
    accept_with_new_account,
    invite_officer,
    invite_officer_again,
    take_invitation_back,
)
from declic.sponsors.actions.ledger import count_lesson, count_written
from declic.sponsors.actions.lists import load_authorities, load_communes
from declic.sponsors.actions.officers import change_role, dismiss_officer, name_officer, write_again
from declic.sponsors.actions.renewing import carry_amendments, leave_amendments, renew_together
from declic.sponsors.actions.sponsors import (
    create_sponsor_authority,
    create_sponsor_by_siret,
    create_sponsor_commune,
    identify_sponsor,
    move_sponsor,
    present_sponsor,
)

__all__ = [
    "Child",
    "accept_invitation",
    "accept_with_new_account",
    "add_at_desk",
    "carry_amendments",
    "change_agreement",
    "change_role",
    "count_lesson",
    "count_written",
    "create_sponsor_authority",
    "create_sponsor_by_siret",
    "create_sponsor_commune",
    "deny_desk_address",
    "dismiss_officer",
    "draft_agreement",
    "drop_amendment",
    "end_agreement",
    "enrol",
    "enrol_child",
    "give_address_at_desk",
    "identify_sponsor",
    "invite_officer",
    "invite_officer_again",
    "issue_code",
    "keep_enrolments",
    "leave_amendments",
    "load_authorities",
    "load_communes",
    "move_sponsor",
    "name_officer",
    "note_commitment",
    "note_data_contract",
    "prepare_amendment",
    "present_sponsor",
    "prove_address",
    "quote_agreement",
    "record_agreement",
    "redeem",
    "register_at_desk",
    "reissue_code",
    "renew_agreement",
    "renew_card_at_desk",
    "renew_together",
    "revoke_code",
    "settle_address",
    "sign_agreement",
    "sign_amendment",
    "take_invitation_back",
    "write_again",
]
