CREATE TABLE chunks (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  -- Position in the document, counted from 0.
  ordinal int NOT NULL CHECK (ordinal >= 0),
  -- Counted from 1.
  page int NOT NULL CHECK (page >= 1),
  start_offset int NOT NULL CHECK (start_offset >= 0),
  end_offset int NOT NULL CHECK (end_offset >= start_offset),
  heading text NOT NULL,
  text text NOT NULL,
  tokens int NOT NULL CHECK (tokens >= 0),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents ON DELETE CASCADE
);
CREATE UNIQUE INDEX chunks_in_order ON chunks (tenant_id, document_id, ordinal);

ALTER TABLE chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE chunks FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON chunks USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON chunks TO parley_app;
