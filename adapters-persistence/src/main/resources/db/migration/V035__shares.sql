-- Whether people of the tenant may show conversations to strangers who hold a token.
ALTER TABLE tenants ADD COLUMN sharing boolean NOT NULL DEFAULT false;

-- Conversations as they were at one moment, for whoever holds a token.
CREATE TABLE shares (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- Of the conversation.
  owner text NOT NULL,
  -- As it was.
  title text NOT NULL,
  -- The last message that is shown; those on the way to it are the others.
  last_message_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, last_message_id) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX shares_by_conversation ON shares (tenant_id, conversation_id);
CREATE INDEX shares_by_message ON shares (tenant_id, last_message_id);

-- Without the tenant: whose share a token opens is what is to be found out.
CREATE UNIQUE INDEX shares_by_token ON shares (token_hash);

ALTER TABLE shares ENABLE ROW LEVEL SECURITY;
ALTER TABLE shares FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON shares USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON shares TO parley_app;
