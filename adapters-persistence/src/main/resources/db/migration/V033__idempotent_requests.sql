-- Requests that were sent under an Idempotency-Key: being carried out while there is no outcome.
CREATE TABLE idempotent_requests (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- Of the principal who asked.
  subject text NOT NULL,
  key text NOT NULL,
  -- The attempt that may say what came of it.
  claim_id uuid NOT NULL,
  -- SHA-256 of what was asked for; while it is carried out, perhaps not known yet.
  fingerprint bytea CHECK (octet_length(fingerprint) = 32),
  outcome text CHECK (outcome IN ('whole', 'events', 'forgotten')),
  status int,
  -- Names and values, by turns.
  headers text[],
  -- Encrypted under the caller's credential, which is stored nowhere.
  body bytea,
  -- No foreign key: a run that was removed with its conversation is answered as one that is gone.
  run_id uuid,
  -- Of the lease while there is no outcome, of the outcome afterwards.
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject, key),
  CHECK (outcome IS NULL OR fingerprint IS NOT NULL),
  CHECK (num_nonnulls(status, headers, body) = CASE WHEN outcome = 'whole' THEN 3 ELSE 0 END),
  CHECK ((run_id IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'events'))
);

-- Without the tenant: what has expired is trimmed for all of them at once.
CREATE INDEX idempotent_requests_by_expiry ON idempotent_requests (expires_at);

ALTER TABLE idempotent_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotent_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON idempotent_requests
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_requests TO parley_app;
