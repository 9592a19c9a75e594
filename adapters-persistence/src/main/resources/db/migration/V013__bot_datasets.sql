-- Which datasets a bot may read, in the order in which they were named.
CREATE TABLE bot_datasets (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  bot_id uuid NOT NULL,
  dataset_id uuid NOT NULL,
  ordinal int NOT NULL CHECK (ordinal >= 0),
  PRIMARY KEY (tenant_id, bot_id, dataset_id),
  FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, dataset_id) REFERENCES datasets ON DELETE CASCADE
);
CREATE INDEX bot_datasets_by_dataset ON bot_datasets (tenant_id, dataset_id);

ALTER TABLE bot_datasets ENABLE ROW LEVEL SECURITY;
ALTER TABLE bot_datasets FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bot_datasets USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON bot_datasets TO parley_app;
