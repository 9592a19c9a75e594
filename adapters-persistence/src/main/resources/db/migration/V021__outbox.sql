-- What others are to be told, stored in the transaction that made it true and sent afterwards.
CREATE TABLE outbox (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  attempts int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at timestamptz NOT NULL,
  -- Not to be sent earlier.
  due_at timestamptz NOT NULL,
  published_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

-- Without the tenant: one publisher sends what is due, whosever it is.
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE published_at IS NULL;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON outbox USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO parley_app;
