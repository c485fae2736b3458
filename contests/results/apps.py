from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "contests.results"
    verbose_name = "Kết quả"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.services.consents import ON_WITHDRAWAL
        from contests.results import tasks  # noqa: F401 (registers the jobs)
        from contests.results.selectors.items import uses
        from contests.results.services.correcting import hide_name
        from quiz.selectors.uses import PROVIDERS

        if hide_name not in ON_WITHDRAWAL:
            ON_WITHDRAWAL.append(hide_name)
        if uses not in PROVIDERS:
            PROVIDERS.append(uses)
