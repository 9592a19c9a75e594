-- Responses of OpenAI's API that later requests of the same caller may build upon.
CREATE TABLE responses (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  -- Of the principal who asked: nobody else sees it.
  subject text NOT NULL,
  -- What it goes on from. No foreign key: that may be removed before.
  previous_id uuid,
  -- How many go before it, with itself, and what they come to.
  chain_length int NOT NULL CHECK (chain_length >= 1),
  chain_size bigint NOT NULL CHECK (chain_size >= 0),
  -- JSON as text: jsonb takes no string with a NUL, of which text holds the escape.
  response text NOT NULL,
  -- None: it was too large.
  input text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- Without the tenant: what has expired is trimmed for all of them at once.
CREATE INDEX responses_by_expiry ON responses (expires_at);

ALTER TABLE responses ENABLE ROW LEVEL SECURITY;
ALTER TABLE responses FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON responses
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON responses TO parley_app;
