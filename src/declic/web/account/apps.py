from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, behind a second factor."""

    default_site = "declic.web.account.staff_site.StaffSite"

    def ready(self) -> None:
        super().ready()
        # All reach models, which are ready now only.
        from allauth.account.signals import password_changed, password_reset, password_set  # noqa: PLC0415
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from declic.web.account import sign_ins  # noqa: PLC0415
        from declic.web.account.second_factor import activated  # noqa: PLC0415

        authenticator_added.connect(activated)
        user_logged_out.connect(sign_ins.left)
        for changed in (password_changed, password_reset, password_set):
            changed.connect(sign_ins.password_changed)
