from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Người dùng và tổ chức"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.utils.module_loading import autodiscover_modules

        from accounts import backends

        user_logged_in.connect(backends.note_sign_in, dispatch_uid="accounts.note_sign_in")
        user_logged_out.connect(backends.note_sign_out, dispatch_uid="accounts.note_sign_out")
        # Every app registers its job handlers in `tasks.py`.
        autodiscover_modules("tasks")
