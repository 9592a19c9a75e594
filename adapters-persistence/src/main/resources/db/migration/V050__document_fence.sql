-- Grows with each attempt to ingest a document, and when it is cancelled. An attempt names the one
-- it began with whenever it stores something, so one that was taken for dead can store nothing more.
ALTER TABLE documents ADD COLUMN fence bigint NOT NULL DEFAULT 0;
