-- What each run used, once. It names runs, bots and subjects without a foreign key: what was spent
-- stays spent when they are gone.
CREATE TABLE usage_records (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  run_id uuid NOT NULL,
  -- In UTC.
  day date NOT NULL,
  model text NOT NULL,
  bot_id uuid,
  subject text NOT NULL,
  prompt_tokens int NOT NULL CHECK (prompt_tokens >= 0),
  completion_tokens int NOT NULL CHECK (completion_tokens >= 0),
  cost_micro_usd bigint NOT NULL CHECK (cost_micro_usd >= 0),
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, run_id)
);
CREATE INDEX usage_records_by_day ON usage_records (tenant_id, day);
CREATE INDEX usage_records_by_subject ON usage_records (tenant_id, subject, day);

ALTER TABLE usage_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_records FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON usage_records USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT ON usage_records TO parley_app;
