CREATE TABLE messages (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- Position in the conversation, counted from 1, whatever clocks say.
  ordinal int NOT NULL CHECK (ordinal >= 1),
  parent_id uuid,
  author text NOT NULL CHECK (author IN ('user', 'assistant', 'system')),
  content text NOT NULL,
  tokens int NOT NULL CHECK (tokens >= 0),
  model text,
  citations jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, conversation_id, ordinal),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, parent_id) REFERENCES messages
);
CREATE INDEX messages_by_parent ON messages (tenant_id, parent_id);

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON messages USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON messages TO parley_app;
