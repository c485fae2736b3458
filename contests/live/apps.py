from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "contests.live"
    verbose_name = "Phòng thi trực tiếp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contests.live.services import joining, ledger

        ledger.register()
        joining.register()
