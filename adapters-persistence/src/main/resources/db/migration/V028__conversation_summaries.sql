-- What stands for the beginning of a conversation that no longer fits a model's window.
CREATE TABLE conversation_summaries (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  conversation_id uuid NOT NULL,
  text text NOT NULL,
  -- How many messages it stands for, counted from the first, and the last of these.
  covered int NOT NULL CHECK (covered >= 1),
  through uuid NOT NULL,
  tokens int NOT NULL CHECK (tokens >= 0),
  PRIMARY KEY (tenant_id, conversation_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
);

ALTER TABLE conversation_summaries ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_summaries FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON conversation_summaries
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_summaries TO parley_app;
