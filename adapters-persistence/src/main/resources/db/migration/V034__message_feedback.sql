CREATE TABLE message_feedback (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  message_id uuid NOT NULL,
  -- Of the principal who said it.
  subject text NOT NULL,
  rating text NOT NULL CHECK (rating IN ('up', 'down')),
  comment text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id, subject),
  FOREIGN KEY (tenant_id, message_id) REFERENCES messages ON DELETE CASCADE
);

ALTER TABLE message_feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message_feedback
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON message_feedback TO parley_app;
