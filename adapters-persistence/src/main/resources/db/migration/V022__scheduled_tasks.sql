-- Background jobs, in the columns that db-scheduler 16 reads and writes. It is the scheduler's, not
-- a tenant's: no row-level security, and no content in it, only ids.
CREATE TABLE scheduled_tasks (
  task_name text NOT NULL,
  task_instance text NOT NULL,
  task_data bytea,
  state text,
  priority smallint,
  -- Absent: not to be executed for the time being.
  execution_time timestamptz,
  picked boolean NOT NULL,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint NOT NULL,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time, priority DESC);
CREATE INDEX scheduled_tasks_by_priority ON scheduled_tasks (priority DESC, execution_time);
CREATE INDEX scheduled_tasks_by_heartbeat ON scheduled_tasks (last_heartbeat);
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_tasks TO parley_app;
