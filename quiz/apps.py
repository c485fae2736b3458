from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = "Ngân hàng câu hỏi và tủ sách pháp luật"
    default_auto_field = "django.db.models.BigAutoField"
