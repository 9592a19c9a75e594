-- The files that messages came with. Editing a message may attach its files to the new one too.
CREATE TABLE message_files (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  message_id uuid NOT NULL,
  -- Position among the message's files, counted from 0.
  ordinal int NOT NULL CHECK (ordinal >= 0),
  file_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, message_id, ordinal),
  UNIQUE (tenant_id, file_id, message_id),
  FOREIGN KEY (tenant_id, message_id) REFERENCES messages ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, file_id) REFERENCES files ON DELETE CASCADE
);

ALTER TABLE message_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_files FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message_files
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON message_files TO parley_app;
