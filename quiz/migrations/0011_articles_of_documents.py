"""PostgreSQL: the articles of some documents are asked for without bringing out all that is found."""

from django.db import migrations

DROP = "DROP FUNCTION quiz_articles_holding"
OF_SOME = """CREATE FUNCTION quiz_articles_holding(query tsquery, phrases text[], documents bigint[])
    RETURNS TABLE (article_id bigint, document_id bigint)
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
      SELECT w.article_id, w.document_id FROM quiz_article_words w
      WHERE w.words @@ query AND (documents IS NULL OR w.document_id = ANY (documents))
      AND (cardinality(phrases) = 0 OR (
        SELECT bool_and(strpos(a.search_key, phrase) > 0)
        FROM quiz_article a, unnest(phrases) AS phrase WHERE a.id = w.article_id
      ))
    $$"""
OF_ALL = """CREATE FUNCTION quiz_articles_holding(query tsquery, phrases text[])
    RETURNS TABLE (article_id bigint, document_id bigint)
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
      SELECT w.article_id, w.document_id FROM quiz_article_words w
      WHERE w.words @@ query AND (cardinality(phrases) = 0 OR (
        SELECT bool_and(strpos(a.search_key, phrase) > 0)
        FROM quiz_article a, unnest(phrases) AS phrase WHERE a.id = w.article_id
      ))
    $$"""


def of_some(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(OF_SOME)


def of_all(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(OF_ALL)


class Migration(migrations.Migration):

    dependencies = [
        ('quiz', '0010_picture_sent_at'),
    ]

    operations = [
        migrations.RunPython(of_some, of_all),
    ]
