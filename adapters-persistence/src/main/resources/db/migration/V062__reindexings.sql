-- The making of another edition of a dataset, beside the one that searches see: the last one of each.
CREATE TABLE reindexings (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  dataset_id uuid NOT NULL,
  edition uuid NOT NULL,
  embedding_model text NOT NULL,
  chunk_size int NOT NULL CHECK (chunk_size > 0),
  chunk_overlap int NOT NULL CHECK (chunk_overlap >= 0),
  chunk_strategy text NOT NULL
    CHECK (chunk_strategy IN ('auto', 'markdown', 'plain', 'code', 'json', 'table')),
  status text NOT NULL CHECK (status IN ('building', 'switched', 'cancelled')),
  -- How it ended. While it is being built, its documents are counted.
  documents int NOT NULL CHECK (documents >= 0),
  done int NOT NULL CHECK (done >= 0),
  requested_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- When chunks of editions that nobody sees any more may go; absent where there are none.
  leftovers_from timestamptz,
  PRIMARY KEY (tenant_id, dataset_id),
  FOREIGN KEY (tenant_id, dataset_id) REFERENCES datasets ON DELETE CASCADE,
  CHECK ((status = 'building') = (ended_at IS NULL))
);

-- Without the tenant: a node brings on whosever there is.
CREATE INDEX reindexings_unfinished ON reindexings (requested_at)
  WHERE status = 'building' OR leftovers_from IS NOT NULL;

ALTER TABLE reindexings ENABLE ROW LEVEL SECURITY;
ALTER TABLE reindexings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON reindexings
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON reindexings TO parley_app;
