from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "contests.live"
    verbose_name = "Phòng thi trực tiếp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contests.live.selectors.emblems import emblems
        from contests.live.selectors.figures import uses
        from contests.live.services import joining, ledger
        from quiz.selectors.uses import PROVIDERS
        from quiz.services.sweeping import SHOWN_ELSEWHERE

        ledger.register()
        joining.register()
        if uses not in PROVIDERS:
            PROVIDERS.append(uses)
        if emblems not in SHOWN_ELSEWHERE:
            SHOWN_ELSEWHERE.append(emblems)
