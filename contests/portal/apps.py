from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "contests.portal"
    label = "portal"
    verbose_name = "Cổng thông tin"
