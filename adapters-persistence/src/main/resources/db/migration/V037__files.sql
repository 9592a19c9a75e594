-- Files of callers, to be attached to messages. What is in them stands in tables of their own: the
-- bytes of pictures, and of everything else the text alone.
CREATE TABLE files (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  -- Subject of the principal who sent it.
  owner text NOT NULL,
  filename text NOT NULL,
  media_type text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('text', 'picture')),
  bytes bigint NOT NULL CHECK (bytes > 0),
  pages int NOT NULL CHECK (pages >= 0),
  tokens int NOT NULL CHECK (tokens >= 0),
  -- The only one in which it may be used; absent until it is attached to a message.
  conversation_id uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE
);
CREATE INDEX files_by_age ON files (tenant_id, owner, created_at DESC, id DESC);
CREATE INDEX files_by_conversation ON files (tenant_id, conversation_id);

-- Without the tenant: what was never used is removed for all of them at once.
CREATE INDEX files_unused ON files (created_at) WHERE conversation_id IS NULL;

ALTER TABLE files ENABLE ROW LEVEL SECURITY;
ALTER TABLE files FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON files USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON files TO parley_app;

CREATE TABLE file_pictures (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  file_id uuid NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (tenant_id, file_id),
  FOREIGN KEY (tenant_id, file_id) REFERENCES files ON DELETE CASCADE
);
-- Pictures are compressed already.
ALTER TABLE file_pictures ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE file_pictures ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_pictures FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON file_pictures
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON file_pictures TO parley_app;

-- Offsets of pieces and citations count in the text's UTF-16 characters.
CREATE TABLE file_texts (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  file_id uuid NOT NULL,
  text text NOT NULL,
  -- Whose vectors the pieces have.
  embedding_model text NOT NULL,
  PRIMARY KEY (tenant_id, file_id),
  FOREIGN KEY (tenant_id, file_id) REFERENCES files ON DELETE CASCADE
);

ALTER TABLE file_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_texts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON file_texts USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON file_texts TO parley_app;

-- The pieces that a text is cut into. Their words are in the text.
CREATE TABLE file_pieces (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  file_id uuid NOT NULL,
  -- Position in the text, counted from 0.
  ordinal int NOT NULL CHECK (ordinal >= 0),
  -- What a citation calls it.
  id uuid NOT NULL,
  -- Counted from 1.
  page int NOT NULL CHECK (page >= 1),
  start_offset int NOT NULL CHECK (start_offset >= 0),
  end_offset int NOT NULL CHECK (end_offset >= start_offset),
  heading text NOT NULL,
  tokens int NOT NULL CHECK (tokens >= 0),
  -- 32-bit floats, least significant byte first.
  vector bytea NOT NULL CHECK (octet_length(vector) % 4 = 0),
  PRIMARY KEY (tenant_id, file_id, ordinal),
  FOREIGN KEY (tenant_id, file_id) REFERENCES file_texts ON DELETE CASCADE
);
ALTER TABLE file_pieces ALTER COLUMN vector SET STORAGE EXTERNAL;

ALTER TABLE file_pieces ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_pieces FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON file_pieces USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON file_pieces TO parley_app;
