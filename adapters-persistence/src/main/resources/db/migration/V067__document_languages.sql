-- What most of a document is written in, by ISO 639-1; absent where that cannot be told, or was not yet.
ALTER TABLE documents ADD COLUMN language text CHECK (language ~ '^[a-z]{2}$');
