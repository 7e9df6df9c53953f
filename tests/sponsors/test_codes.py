"""Codes made again, and what a place may be called."""

import pytest

from declic.ground.errors import Refusal
from declic.sponsors import actions
from tests.world import NOW, make_pupil, make_sponsor


@pytest.mark.django_db
def test_a_code_made_again_has_the_places_left_and_the_old_one_opens_nothing() -> None:
    code = actions.issue_code(sponsor=make_sponsor(), ceiling=8, label="La Gare", scope="quarter", now=NOW)
    assert code.ceiling == 10, "by five, as its use is told"
    actions.redeem(typed=code.code, guardian=make_pupil().guardian, now=NOW)
    fresh = actions.reissue_code(code=code, now=NOW)
    assert (fresh.ceiling, fresh.label, fresh.scope) == (10, "La Gare", "quarter"), "nine left, by five"
    assert actions.reissue_code(code=code, now=NOW) == fresh
    last = actions.reissue_code(code=fresh, now=NOW)
    assert actions.reissue_code(code=code, now=NOW) == last, "the one that opens, not the one after the first"
    actions.revoke_code(code=last, now=NOW)
    with pytest.raises(Refusal) as gone:
        actions.reissue_code(code=code, now=NOW)
    assert gone.value.code == "replaced_and_revoked"
    with pytest.raises(Refusal) as refused:
        actions.redeem(typed=code.code, guardian=make_pupil().guardian, now=NOW)
    assert refused.value.code == "revoked_code"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "label", ["Autres lieux", "  AUTRES\u00a0lieux.", "Code sans lieu", "code sans-lieu", "", " — "]
)
def test_a_place_is_not_called_as_a_row_of_its_table_is(label: str) -> None:
    sponsor = make_sponsor()
    for scope in ("school", "quarter"):
        with pytest.raises(Refusal) as refused:
            actions.issue_code(sponsor=sponsor, ceiling=8, label=label, scope=scope, now=NOW)
        assert refused.value.code == "bad_label"
    assert not sponsor.codes.exists()
    actions.issue_code(sponsor=sponsor, ceiling=8, label=label, now=NOW)
    for name in ("Autres lieux-dits", "Сосновка", "École 2"):
        actions.issue_code(sponsor=sponsor, ceiling=8, label=name, scope="quarter", now=NOW)


@pytest.mark.django_db
def test_a_place_called_so_before_is_made_again_under_its_name() -> None:
    code = actions.issue_code(sponsor=make_sponsor(), ceiling=8, label="La Gare", scope="quarter", now=NOW)
    code.label = "Autres lieux"
    code.save()
    assert actions.reissue_code(code=code, now=NOW).label == "Autres lieux"
