-- Word for the node that generates: it is to stop. Any node may leave it. Each node looks for its own
-- several times a second, by runs_active_by_node.
ALTER TABLE runs ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false;
