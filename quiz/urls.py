"""Addresses of quiz. Below /quan-ly/ a signed-in user is needed; /tu-sach/ is open to everybody."""

from django.urls import path

from quiz.views import (
    banks,
    documents,
    exports,
    imports,
    outdated,
    pairs,
    questions,
    reviews,
    seals,
)

urlpatterns = [
    path("tu-sach/", documents.document_list, name="document_list"),
    path("tu-sach/dieu.json", documents.article_list, name="article_list"),
    path("tu-sach/<slug:slug>/", documents.document_detail, name="document_detail"),
    path("media/questions/<str:name>", documents.question_picture, name="question_picture"),
    path("quan-ly/tu-sach/", documents.document_desk, name="document_desk"),
    path("quan-ly/tu-sach/moi/", documents.document_create, name="document_create"),
    path("quan-ly/tu-sach/<slug:slug>/sua/", documents.document_edit, name="document_edit"),
    path(
        "quan-ly/tu-sach/<slug:slug>/dieu/", documents.document_articles, name="document_articles"
    ),
    path(
        "quan-ly/tu-sach/<slug:slug>/dieu/<str:label>/",
        documents.article_amend,
        name="article_amend",
    ),
    path("quan-ly/can-cu/", outdated.outdated_list, name="outdated_list"),
    path("quan-ly/tu-sach/<slug:slug>/xoa/", documents.document_remove, name="document_remove"),
    path("quan-ly/ngan-hang/", banks.bank_list, name="bank_list"),
    path("quan-ly/ngan-hang/moi/", banks.bank_create, name="bank_create"),
    path("quan-ly/ngan-hang/tep-mau.xlsx", imports.import_template, name="import_template"),
    path("quan-ly/ngan-hang/<str:code>/", banks.bank_detail, name="bank_detail"),
    path("quan-ly/ngan-hang/<str:code>/sua/", banks.bank_edit, name="bank_edit"),
    path("quan-ly/ngan-hang/<str:code>/niem-phong/", seals.bank_seal, name="bank_seal"),
    path("quan-ly/ngan-hang/<str:code>/mo-niem-phong/", seals.bank_open, name="bank_open"),
    path("quan-ly/ngan-hang/<str:code>/linh-vuc/", banks.topic_list, name="topic_list"),
    path(
        "quan-ly/ngan-hang/<str:code>/linh-vuc/<int:pk>/", banks.topic_change, name="topic_change"
    ),
    path("quan-ly/ngan-hang/<str:code>/xuat/", exports.bank_export, name="bank_export"),
    path("quan-ly/xuat/<str:public_id>/", exports.export_job, name="export_job"),
    *[
        path(
            f"quan-ly/xuat/<str:public_id>/{address}/",
            exports.export_act,
            {"verb": verb},
            name=f"export_{verb}",
        )
        for address, verb in (("dung-lai", "cancel"), ("tep", "file"))
    ],
    path("quan-ly/ngan-hang/<str:code>/them/", questions.question_create, name="question_create"),
    path("quan-ly/ngan-hang/<str:code>/nhap/", imports.import_start, name="import_start"),
    path("quan-ly/nhap/<str:public_id>/", imports.import_detail, name="import_detail"),
    path("quan-ly/nhap/<str:public_id>/tien-do/", imports.import_status, name="import_status"),
    *[
        path(
            f"quan-ly/nhap/<str:public_id>/{address}/",
            imports.import_act,
            {"verb": verb},
            name=f"import_{verb}",
        )
        for address, verb in (
            ("dua-vao", "confirm"),
            ("huy", "cancel"),
            ("lam-tiep", "retry"),
            ("doc-lai", "again"),
            ("ghi-chu", "copy"),
        )
    ],
    path("quan-ly/ban-ghi-chu/<str:public_id>/", imports.import_copy_job, name="import_copy_job"),
    *[
        path(
            f"quan-ly/ban-ghi-chu/<str:public_id>/{address}/",
            imports.import_copy_act,
            {"verb": verb},
            name=f"import_copy_{verb}",
        )
        for address, verb in (("dung-lai", "stop"), ("tep", "file"))
    ],
    path("quan-ly/cau-hoi/<str:public_id>/", questions.question_detail, name="question_detail"),
    path("quan-ly/cau-hoi/<str:public_id>/sua/", questions.question_edit, name="question_edit"),
    *[
        path(
            f"quan-ly/cau-hoi/<str:public_id>/{address}/",
            questions.question_act,
            {"verb": verb},
            name=f"question_{verb}",
        )
        for address, verb in (("gui", "submit"), ("ngung", "retire"), ("dung-lai", "restore"))
    ],
    path("quan-ly/cau-hoi/<str:public_id>/tham-dinh/", reviews.review_decide, name="review_decide"),
    path("quan-ly/cau-trung/", pairs.pair_list, name="pair_list"),
    path("quan-ly/cau-trung/tim/", pairs.pair_search, name="pair_search"),
    path("quan-ly/cau-trung/viec/<str:public_id>/", pairs.pair_job, name="pair_job"),
    path("quan-ly/cau-trung/<int:pk>/", pairs.pair_decide, name="pair_decide"),
    path("quan-ly/tham-dinh/", reviews.review_queue, name="review_queue"),
]
