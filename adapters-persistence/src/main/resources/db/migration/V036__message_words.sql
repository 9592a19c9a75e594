-- The words of a text: its runs of letters and digits in lower case, cut where no index could hold
-- them. Not one of PostgreSQL's own configurations, which take addresses, paths and the like apart
-- or not as they see fit. It costs more than comparing the text itself, so that is tried first.
CREATE FUNCTION search_words(content text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
  AS $$
    SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 64)), '{}'))
    FROM regexp_split_to_table(lower(left(content, 200000)), '[^[:alnum:]]+') AS word
    WHERE word <> ''
  $$;

-- Asks for the words of a text, of which the last may have been begun only; null if it has none.
CREATE FUNCTION search_query(text text, begun boolean) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT string_agg(
      '''' || left(word, 64) || '''' || CASE WHEN begun AND at = last THEN ':*' ELSE '' END,
      ' & ')::tsquery
    FROM (
      SELECT word, at, max(at) OVER () AS last
      FROM regexp_split_to_table(lower(text), '[^[:alnum:]]+') WITH ORDINALITY AS split (word, at)
      WHERE word <> ''
    ) AS words
  $$;

-- With the tenant in it where the server has what that takes, which a login may not be allowed to
-- add; without it, the words of all tenants are looked through and row-level security picks.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS btree_gin;
  CREATE INDEX messages_by_word ON messages USING gin (tenant_id, search_words(content));
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    CREATE INDEX messages_by_word ON messages USING gin (search_words(content));
END
$$;

-- Row-level security lets an index be asked only by what is known to tell nothing of rows that it
-- hides. These two are such, but only a superuser may say so. Where none migrates, the owner's
-- messages are read one by one, which finds the same.
DO $$
BEGIN
  ALTER FUNCTION search_words(text) LEAKPROOF;
  ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
EXCEPTION
  WHEN insufficient_privilege THEN
    NULL;
END
$$;
