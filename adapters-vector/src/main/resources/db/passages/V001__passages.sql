-- An index of passages, beside the tables that it is made from and without any tie to them: it can
-- always be made again.
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE passage_documents (
  tenant_id uuid NOT NULL,
  document_id uuid NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, document_id)
);

CREATE TABLE passages (
  tenant_id uuid NOT NULL,
  chunk_id uuid NOT NULL,
  document_id uuid NOT NULL,
  dataset_id uuid NOT NULL,
  tags text[] NOT NULL,
  model text NOT NULL,
  embedding vector NOT NULL,
  -- How many words it has, and which: each word as a number that it has with this tenant alone,
  -- ascending. The bag has them once more, four bytes each, and a fifth for how often it is there,
  -- 255 at most: reading an array of numbers costs far more.
  length int NOT NULL,
  words int[] NOT NULL,
  bag bytea NOT NULL,
  PRIMARY KEY (tenant_id, chunk_id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES passage_documents ON DELETE CASCADE
);
-- Moved out of the row, a vector costs several times as much to compare.
ALTER TABLE passages ALTER COLUMN embedding SET STORAGE MAIN;
ALTER TABLE passages ALTER COLUMN words SET STORAGE MAIN;
ALTER TABLE passages ALTER COLUMN bag SET STORAGE MAIN;
CREATE INDEX passages_of_document ON passages (tenant_id, document_id);
CREATE INDEX passages_of_dataset ON passages (tenant_id, dataset_id);

-- How many passages hold a word, and how many passages and words there are, for BM25.
CREATE TABLE passage_words (
  tenant_id uuid NOT NULL,
  word int NOT NULL,
  passages int NOT NULL,
  PRIMARY KEY (tenant_id, word)
);
CREATE TABLE passage_totals (
  tenant_id uuid PRIMARY KEY,
  passages bigint NOT NULL,
  words bigint NOT NULL
);

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['passage_documents', 'passages', 'passage_words', 'passage_totals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO parley_app', t);
  END LOOP;
END
$$;

-- What is inserted goes straight into them: a list of what is still to be sorted in would be read by
-- every search.
CREATE INDEX passages_by_word ON passages USING gin (words) WITH (fastupdate = off);
CREATE INDEX passages_by_tag ON passages USING gin (tags) WITH (fastupdate = off);

-- Row-level security lets an index be asked only by what is known to tell nothing of rows that it
-- hides. Whether arrays have an element in common is such, but only a superuser may say so. Where none
-- migrates, the tenant's passages are read one by one, which finds the same.
DO $$
BEGIN
  ALTER FUNCTION arrayoverlap(anyarray, anyarray) LEAKPROOF;
EXCEPTION
  WHEN insufficient_privilege THEN
    NULL;
END
$$;

-- Adds the graph of a model's vectors (HNSW), in half precision: it finds candidates, which are
-- compared exactly afterwards. The runtime role may not make indexes, so this is run as the owner.
CREATE FUNCTION add_passage_graph(model text, dimension int) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
  AS $$
    DECLARE
      graph text := 'passages_near_' || left(md5(model || ' ' || dimension), 16);
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('parley.add_passage_graph'));
      -- Asking first, since to make an index waits for all who write, even if it is there.
      IF dimension BETWEEN 1 AND 4000
        AND to_regclass(format('%I.%I', current_schema(), graph)) IS NULL
      THEN
        -- Before 0.8.2, building by several processes is unsafe (CVE-2026-3172).
        IF (
          SELECT string_to_array(substring(extversion FROM '^[0-9.]+'), '.')::int[] < ARRAY[0, 8, 2]
          FROM pg_extension
          WHERE extname = 'vector'
        ) THEN
          PERFORM set_config('max_parallel_maintenance_workers', '0', true);
        END IF;
        EXECUTE format(
          'CREATE INDEX %I ON %I.passages USING hnsw ((embedding::halfvec(%s)) halfvec_ip_ops) WHERE model = %L',
          graph, current_schema(), dimension, model);
      END IF;
    END
  $$;
REVOKE ALL ON FUNCTION add_passage_graph(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_passage_graph(text, int) TO parley_app;
