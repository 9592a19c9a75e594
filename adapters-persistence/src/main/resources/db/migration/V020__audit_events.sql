-- Who did what. Each event holds the hash of the one before it, so that what was changed or taken
-- out later shows. The runtime role can add, and nothing else.
CREATE TABLE audit_events (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- Counted from 1 in each tenant, without gaps.
  seq bigint NOT NULL CHECK (seq >= 1),
  at timestamptz NOT NULL,
  -- Subject of the principal who acted.
  actor text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  request_id text,
  details jsonb NOT NULL,
  prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_events_by_target ON audit_events (tenant_id, target_kind, target_id, seq);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON audit_events USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT ON audit_events TO parley_app;
