-- Which scopes a bot keeps to, in the order in which they are judged.
CREATE TABLE bot_scopes (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  bot_id uuid NOT NULL,
  scope_id uuid NOT NULL,
  ordinal int NOT NULL CHECK (ordinal >= 0),
  PRIMARY KEY (tenant_id, bot_id, scope_id),
  FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, scope_id) REFERENCES scopes ON DELETE CASCADE
);
CREATE INDEX bot_scopes_by_scope ON bot_scopes (tenant_id, scope_id);

ALTER TABLE bot_scopes ENABLE ROW LEVEL SECURITY;
ALTER TABLE bot_scopes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bot_scopes USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON bot_scopes TO parley_app;
