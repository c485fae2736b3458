from django.apps import AppConfig


class OnlineConfig(AppConfig):
    name = "contests.online"
    verbose_name = "Thi trực tuyến"
    default_auto_field = "django.db.models.BigAutoField"
