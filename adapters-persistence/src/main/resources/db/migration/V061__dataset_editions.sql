-- Which edition of a dataset searches see. Whatever is there by now is one edition, named after its
-- dataset.
ALTER TABLE datasets ADD COLUMN edition uuid;
ALTER TABLE chunks ADD COLUMN edition uuid;

-- Of all tenants, for this transaction: the owner of the tables is bound by row-level security too.
SELECT set_config('app.platform', 'on', true);
UPDATE datasets SET edition = id;
UPDATE chunks c
SET edition = d.dataset_id
FROM documents d
WHERE d.tenant_id = c.tenant_id AND d.id = c.document_id;

ALTER TABLE datasets ALTER COLUMN edition SET NOT NULL;
ALTER TABLE chunks ALTER COLUMN edition SET NOT NULL;
DROP INDEX chunks_in_order;
CREATE UNIQUE INDEX chunks_in_order ON chunks (tenant_id, document_id, edition, ordinal);
