-- Documents whose chunks or tags changed, and those that were removed, for the indexes of all nodes:
-- each looks again and again at what changed since it looked last.
CREATE TABLE index_changes (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  document_id uuid NOT NULL,
  -- As the document has it; 0: it was removed.
  revision bigint NOT NULL,
  -- Transactions that began later have higher numbers, even if they end earlier.
  transaction bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, document_id)
);
CREATE INDEX index_changes_by_transaction ON index_changes (transaction);

ALTER TABLE index_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE index_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON index_changes
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON index_changes TO parley_app;

-- A trigger, so that nobody who changes documents can forget to tell, removal of a dataset included.
CREATE FUNCTION tell_of_index_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
  document uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
  INSERT INTO index_changes (tenant_id, document_id, revision, transaction, changed_at)
  SELECT tenant, document, CASE TG_OP WHEN 'DELETE' THEN 0 ELSE NEW.chunk_revision END,
    pg_current_xact_id()::text::bigint, now()
  -- With a tenant all of its own goes, and this too.
  FROM tenants
  WHERE id = tenant
  ON CONFLICT (tenant_id, document_id) DO UPDATE
  SET revision = excluded.revision,
    transaction = excluded.transaction,
    changed_at = excluded.changed_at;
  RETURN NULL;
END
$$;
CREATE TRIGGER documents_tell_of_change AFTER UPDATE OF chunk_revision ON documents
  FOR EACH ROW WHEN (OLD.chunk_revision IS DISTINCT FROM NEW.chunk_revision)
  EXECUTE FUNCTION tell_of_index_change();
CREATE TRIGGER documents_tell_of_removal AFTER DELETE ON documents
  FOR EACH ROW EXECUTE FUNCTION tell_of_index_change();
