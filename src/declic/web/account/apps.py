from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, behind a second factor."""

    default_site = "declic.web.account.staff_site.StaffSite"

    def ready(self) -> None:
        super().ready()
        # Both reach models, which are ready now only.
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from declic.web.account.second_factor import activated  # noqa: PLC0415

        authenticator_added.connect(activated)
