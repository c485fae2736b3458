"""PostgreSQL: words and pairs of neighbours of each article in a narrow table of its own.

An index over the articles themselves made the planner reckon the words of each of them anew for a
word that stands everywhere (seconds), and phrases of common words were looked for in all of them.
"""

from django.db import migrations

MAKE = (
    "DROP INDEX quiz_article_words",
    # A word is cut where the limit of a lexeme is far, the text where that of a tsvector is: pairs
    # take three times its octets.
    """CREATE FUNCTION quiz_words_and_pairs(key text) RETURNS tsvector
       LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
         WITH words AS (
           SELECT left(word, 100) AS word, lead(left(word, 100)) OVER (ORDER BY place) AS next
           FROM unnest(string_to_array(btrim(left(
             key, CASE WHEN octet_length(key) = length(key) THEN 200000 ELSE 60000 END
           )), ' ')) WITH ORDINALITY AS parts(word, place)
         )
         SELECT coalesce(array_to_tsvector(array_agg(part)), ''::tsvector) FROM (
           SELECT word AS part FROM words
           UNION ALL SELECT word || ' ' || next FROM words WHERE next IS NOT NULL
         ) AS parts
       $$""",
    """CREATE TABLE quiz_article_words (
         article_id bigint PRIMARY KEY, document_id bigint NOT NULL, words tsvector NOT NULL
       )""",
    """INSERT INTO quiz_article_words
       SELECT id, document_id, quiz_words_and_pairs(search_key) FROM quiz_article""",
    "CREATE INDEX quiz_article_words_gin ON quiz_article_words USING gin (words)",
    """CREATE FUNCTION quiz_article_words_follow() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP <> 'INSERT' THEN
           DELETE FROM quiz_article_words WHERE article_id = OLD.id;
         END IF;
         IF TG_OP <> 'DELETE' THEN
           INSERT INTO quiz_article_words
           VALUES (NEW.id, NEW.document_id, quiz_words_and_pairs(NEW.search_key));
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER quiz_article_words_follow
       AFTER INSERT OR DELETE OR UPDATE OF id, document_id, search_key ON quiz_article
       FOR EACH ROW EXECUTE FUNCTION quiz_article_words_follow()""",
    # The planner does not know what it costs to bring out a tsvector and would read them all.
    # Of some documents only, where they are given: nothing else that is found is brought out.
    """CREATE FUNCTION quiz_articles_holding(
         query tsquery, phrases text[], documents bigint[]
       )
       RETURNS TABLE (article_id bigint, document_id bigint)
       LANGUAGE sql STABLE SET enable_seqscan = off AS $$
         SELECT w.article_id, w.document_id FROM quiz_article_words w
         WHERE w.words @@ query AND (documents IS NULL OR w.document_id = ANY (documents))
         AND (cardinality(phrases) = 0 OR (
           SELECT bool_and(strpos(a.search_key, phrase) > 0)
           FROM quiz_article a, unnest(phrases) AS phrase WHERE a.id = w.article_id
         ))
       $$""",
)
DROP = (
    "DROP FUNCTION quiz_articles_holding",
    "DROP TRIGGER quiz_article_words_follow ON quiz_article",
    "DROP FUNCTION quiz_article_words_follow",
    "DROP TABLE quiz_article_words",
    "DROP FUNCTION quiz_words_and_pairs",
    """CREATE INDEX quiz_article_words ON quiz_article
       USING gin (to_tsvector('simple', left(search_key, 200000)))""",
)


def make_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in MAKE:
            schema_editor.execute(statement)


def drop_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('quiz', '0007_article_words'),
    ]

    operations = [
        migrations.RunPython(make_pairs, drop_pairs),
    ]
