-- Golden questions, what they are asked of, and what came of it.
CREATE TABLE evaluations (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  -- Whoever asked for it: questions are asked in this name, with these roles.
  subject text NOT NULL,
  roles text[] NOT NULL,
  name text NOT NULL,
  k integer NOT NULL CHECK (k BETWEEN 1 AND 50),
  status text NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
  failure text,
  -- Which node carries it out, and until when nobody else may.
  node text,
  leased_until timestamptz,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX evaluations_newest_first ON evaluations (tenant_id, created_at DESC, id DESC);

-- Without the tenant: a node takes up whosever waits.
CREATE INDEX evaluations_running ON evaluations (created_at) WHERE status = 'running';

CREATE TABLE evaluation_configurations (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  evaluation_id uuid NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  -- Not a reference: what was measured stays when its bot goes.
  bot_id uuid NOT NULL,
  model text,
  PRIMARY KEY (tenant_id, evaluation_id, position),
  FOREIGN KEY (tenant_id, evaluation_id) REFERENCES evaluations ON DELETE CASCADE
);

CREATE TABLE evaluation_questions (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  evaluation_id uuid NOT NULL,
  position integer NOT NULL,
  question text NOT NULL,
  relevant uuid[] NOT NULL,
  refuse boolean NOT NULL,
  PRIMARY KEY (tenant_id, evaluation_id, position),
  FOREIGN KEY (tenant_id, evaluation_id) REFERENCES evaluations ON DELETE CASCADE
);

CREATE TABLE evaluation_answers (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  evaluation_id uuid NOT NULL,
  configuration integer NOT NULL,
  question integer NOT NULL,
  result text NOT NULL CHECK (result IN ('answered', 'refused', 'failed')),
  reason text,
  answer text NOT NULL,
  found uuid[] NOT NULL,
  cited uuid[] NOT NULL,
  prompt_tokens integer NOT NULL,
  completion_tokens integer NOT NULL,
  cost_micro_usd bigint NOT NULL,
  took_ms bigint NOT NULL,
  PRIMARY KEY (tenant_id, evaluation_id, configuration, question),
  FOREIGN KEY (tenant_id, evaluation_id) REFERENCES evaluations ON DELETE CASCADE
);

ALTER TABLE evaluations ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON evaluations USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON evaluations TO parley_app;

ALTER TABLE evaluation_configurations ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_configurations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON evaluation_configurations
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, DELETE ON evaluation_configurations TO parley_app;

ALTER TABLE evaluation_questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_questions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON evaluation_questions
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, DELETE ON evaluation_questions TO parley_app;

ALTER TABLE evaluation_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON evaluation_answers
  USING (may_see(tenant_id)) WITH CHECK (may_see(tenant_id));
GRANT SELECT, INSERT, DELETE ON evaluation_answers TO parley_app;
