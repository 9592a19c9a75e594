-- Word for the node that generates: it is to stop. Any node may leave it.
ALTER TABLE runs ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;
-- Without the tenant: each node looks for its own several times a second, and mostly finds none.
CREATE INDEX runs_to_cancel ON runs (node)
  WHERE cancel_requested AND status IN ('queued', 'running');
