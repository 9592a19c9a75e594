-- Which scope refused; null where a guard did, or nothing was refused.
ALTER TABLE runs ADD COLUMN refusal_scope text
  CHECK (refusal_scope IS NULL OR refusal_reason IS NOT NULL);
