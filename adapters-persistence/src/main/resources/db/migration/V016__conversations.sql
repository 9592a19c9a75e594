CREATE TABLE conversations (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  -- Subject of the principal who began it.
  owner text NOT NULL,
  title text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('open', 'rag')),
  bot_id uuid,
  model text,
  pinned boolean NOT NULL,
  archived boolean NOT NULL,
  -- Arrays and no foreign keys: a conversation that was narrowed to a document must not look
  -- further than that once the document is gone.
  document_ids uuid[] NOT NULL,
  dataset_ids uuid[] NOT NULL,
  message_count int NOT NULL CHECK (message_count >= 0),
  version bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE SET NULL (bot_id)
);
CREATE INDEX conversations_by_change
  ON conversations (tenant_id, owner, updated_at DESC, id DESC);
CREATE INDEX conversations_by_bot ON conversations (tenant_id, bot_id);

ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON conversations USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON conversations TO parley_app;
