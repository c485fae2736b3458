"""The full-text index of articles (`quiz.selectors.fulltext`).

On SQLite a migration that alters `Article` makes its table anew and loses these triggers: run
`make_index` again in it.
"""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE quiz_article_words USING fts5(
        search_key, content='quiz_article', content_rowid='id', tokenize='ascii', columnsize=0
    )""",
    """CREATE TRIGGER quiz_article_words_new AFTER INSERT ON quiz_article BEGIN
        INSERT INTO quiz_article_words(rowid, search_key) VALUES (new.id, new.search_key);
    END""",
    """CREATE TRIGGER quiz_article_words_gone AFTER DELETE ON quiz_article BEGIN
        INSERT INTO quiz_article_words(quiz_article_words, rowid, search_key)
        VALUES ('delete', old.id, old.search_key);
    END""",
    """CREATE TRIGGER quiz_article_words_other AFTER UPDATE OF id, search_key ON quiz_article BEGIN
        INSERT INTO quiz_article_words(quiz_article_words, rowid, search_key)
        VALUES ('delete', old.id, old.search_key);
        INSERT INTO quiz_article_words(rowid, search_key) VALUES (new.id, new.search_key);
    END""",
    "INSERT INTO quiz_article_words(quiz_article_words) VALUES ('rebuild')",
)
POSTGRESQL = (
    """CREATE INDEX quiz_article_words ON quiz_article
       USING gin (to_tsvector('simple', left(search_key, 200000)))""",
)
TRIGGERS = ("quiz_article_words_new", "quiz_article_words_gone", "quiz_article_words_other")


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {trigger}")
        schema_editor.execute("DROP TABLE quiz_article_words")
    else:
        schema_editor.execute("DROP INDEX quiz_article_words")


class Migration(migrations.Migration):

    dependencies = [
        ('quiz', '0006_article_abolished'),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index),
    ]
