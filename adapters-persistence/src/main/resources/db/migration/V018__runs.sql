CREATE TABLE runs (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  -- Subject of the principal who asked.
  owner text NOT NULL,
  conversation_id uuid NOT NULL,
  question_id uuid NOT NULL,
  -- The id that the answer has or will have; a run that fails early has none.
  answer_id uuid NOT NULL,
  bot_id uuid,
  model text NOT NULL,
  status text NOT NULL
    CHECK (status IN ('queued', 'running', 'completed', 'refused', 'cancelled', 'failed')),
  finish_reason text CHECK (finish_reason IN ('stop', 'length', 'content_filter')),
  refusal_reason text,
  failure_code text,
  failure_detail text,
  prompt_tokens int,
  completion_tokens int,
  cost_micro_usd bigint,
  -- The node that generates, and when others may take it for dead.
  node text NOT NULL,
  lease_until timestamptz NOT NULL,
  last_seq bigint NOT NULL CHECK (last_seq >= 0),
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, question_id) REFERENCES messages ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, bot_id) REFERENCES bots ON DELETE SET NULL (bot_id),
  CHECK ((status = 'completed') = (finish_reason IS NOT NULL)),
  CHECK ((status = 'refused') = (refusal_reason IS NOT NULL)),
  CHECK ((status = 'failed') = (failure_code IS NOT NULL AND failure_detail IS NOT NULL)),
  CHECK (
    num_nulls(prompt_tokens, completion_tokens, cost_micro_usd, finished_at)
      = CASE WHEN status IN ('queued', 'running') THEN 4 ELSE 0 END)
);
-- One answer at a time.
CREATE UNIQUE INDEX runs_active ON runs (tenant_id, conversation_id)
  WHERE status IN ('queued', 'running');
CREATE INDEX runs_by_conversation ON runs (tenant_id, conversation_id);
CREATE INDEX runs_by_question ON runs (tenant_id, question_id);
CREATE INDEX runs_by_bot ON runs (tenant_id, bot_id);

-- Without the tenant: recovery looks for what a dead node left behind, whosever it is.
CREATE INDEX runs_active_by_node ON runs (node) WHERE status IN ('queued', 'running');
CREATE INDEX runs_active_by_lease ON runs (lease_until) WHERE status IN ('queued', 'running');

ALTER TABLE runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON runs USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON runs TO parley_app;
