-- What three tenants hold in an installation whose tables are those of V060, which is older than editions
-- of datasets: each has something in every table. Run by the owner, whom row-level security binds too.
SELECT set_config('app.platform', 'on', true);

CREATE FUNCTION pg_temp.id(tenant int, number int) RETURNS uuid LANGUAGE sql
  RETURN ('00000000-0000-7000-8000-' || lpad(to_hex(tenant * 256 + number), 12, '0'))::uuid;
CREATE FUNCTION pg_temp.hash(content text) RETURNS text LANGUAGE sql
  RETURN encode(sha256(convert_to(content, 'UTF8')), 'hex');
CREATE TEMPORARY TABLE t ON COMMIT DROP AS
  SELECT number, pg_temp.id(number, 0) AS tenant, timestamptz '2026-10-01 08:00:00.123456Z' AS at
  FROM generate_series(1, 3) AS number;

INSERT INTO tenants (id, slug, name, status, created_at, updated_at, sharing)
SELECT tenant, 'tenant-' || number, 'Tenant ' || number, 'active', at, at, true FROM t;

INSERT INTO users
SELECT tenant, pg_temp.id(number, 1), 'keeper@tenant' || number || '.example', 'Keeper', NULL,
  '{tenant_admin}', 'active', at, at
FROM t;

INSERT INTO api_keys
SELECT tenant, pg_temp.id(number, 2), 'Key', 'pk_old' || number, sha256(convert_to('key ' || number, 'UTF8')),
  '{tenant_admin,chat}', NULL, NULL, at
FROM t;

INSERT INTO datasets
  (tenant_id, id, name, description, tags, embedding_model, chunk_size, chunk_overlap,
   chunk_strategy, created_at, updated_at)
SELECT tenant, pg_temp.id(number, 3), 'Handbooks', 'Of lighthouses', '{light}', 'all-MiniLM-L6-v2',
  256, 32, 'auto', at, at
FROM t;

-- A document that is found, one of the web that failed, and one that waits.
INSERT INTO documents
  (tenant_id, id, dataset_id, title, filename, media_type, bytes, content_hash, status, progress,
   error, attempts, pages, chunks, tokens, tags, chunk_revision, embedding_model, source_url,
   source_etag, fetch_due, fence, created_at, updated_at)
SELECT tenant, pg_temp.id(number, 4), pg_temp.id(number, 3), 'Lamps', 'lamps.md', 'text/markdown', 21,
  pg_temp.hash('Lamps of tenant ' || number), 'indexed', 1, NULL, 1, 1, 2, 9, '{lamp}'::text[], 3,
  'all-MiniLM-L6-v2', NULL, NULL, false, 2, at, at
FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 5), pg_temp.id(number, 3), 'Storms', 'storms', 'text/html', 0,
  pg_temp.hash(''), 'failed', 0.1, 'url_unreachable', 5, 0, 0, 0, '{}', 0, NULL,
  'https://storms.example/' || number, '"1"', true, 5, at, at
FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 6), pg_temp.id(number, 3), 'Tides', 'tides.txt', 'text/plain', 5,
  pg_temp.hash('Tides'), 'embedding', 0.4, NULL, 1, 1, 0, 0, '{}', 0, NULL, NULL, NULL, false, 1, at, at
FROM t;

INSERT INTO document_contents
SELECT tenant, pg_temp.id(number, 4), convert_to('Lamps of tenant ' || number, 'UTF8') FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 6), convert_to('Tides', 'UTF8') FROM t;

INSERT INTO document_texts
SELECT tenant, pg_temp.id(number, 4), 'Lamps are lit at dusk. The keeper winds the clock.', '{0}', 'markdown'
FROM t;

INSERT INTO chunks
  (tenant_id, id, document_id, ordinal, page, start_offset, end_offset, heading, text, tokens)
SELECT tenant, pg_temp.id(number, 7), pg_temp.id(number, 4), 0, 1, 0, 22, '', 'Lamps are lit at dusk.', 5 FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 8), pg_temp.id(number, 4), 1, 1, 23, 50, 'Clocks', 'The keeper winds the clock.', 4
FROM t;

-- The first is older than the hashes of texts.
INSERT INTO chunk_embeddings
SELECT tenant, pg_temp.id(number, 7), 'all-MiniLM-L6-v2', 2, '\x0000803f00000000'::bytea, NULL FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 8), 'all-MiniLM-L6-v2', 2, '\x000000000000803f',
  sha256(convert_to(E'Clocks\nThe keeper winds the clock.', 'UTF8'))
FROM t;

INSERT INTO draft_texts
SELECT tenant, pg_temp.id(number, 6), pg_temp.hash('Tides'), 'text/plain', 'Tides', '{0}', 'plain' FROM t;

INSERT INTO draft_vectors
SELECT tenant, pg_temp.id(number, 6), 'all-MiniLM-L6-v2', pg_temp.hash('Tides'), '\x0000803f00000000' FROM t;

INSERT INTO index_changes SELECT tenant, pg_temp.id(number, 4), 3, 7, at FROM t;

INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version)
SELECT 'ingest-document', pg_temp.id(number, 6), convert_to(tenant || '/' || pg_temp.id(number, 9), 'UTF8'),
  at, false, 1
FROM t;

INSERT INTO bots
  (tenant_id, id, slug, name, system_prompt, model, temperature, retrieval_k, retrieval_min_score,
   retrieval_mode, greeting, preferred, created_at, updated_at, retrieval_diversity,
   daily_budget_micro_usd, plugins, retrieval_fusion, retrieval_semantic_weight)
SELECT tenant, pg_temp.id(number, 10), 'keeper', 'Keeper', 'You keep the light.', 'openai/gpt-4o-mini', 0.2, 6,
  0.3, 'hybrid', 'Ahoy', true, at, at, 0.1, 5000000, '{search_knowledge}', 'weighted', 0.5
FROM t;

INSERT INTO bot_datasets SELECT tenant, pg_temp.id(number, 10), pg_temp.id(number, 3), 0 FROM t;

INSERT INTO scopes
  (tenant_id, id, name, description, allowed_topics, example_questions, denied_topics,
   refusal_message, strictness, pii_policy, grounded_only, created_at, updated_at, plugins)
SELECT tenant, pg_temp.id(number, 11), 'Lights', 'Of lighthouses', '{lamps}', '{"When are lamps lit?"}',
  '{politics}', 'I keep to lamps.', 'strict', '{"email": "mask"}', true, at, at, '{search_knowledge}'
FROM t;

INSERT INTO bot_scopes SELECT tenant, pg_temp.id(number, 10), pg_temp.id(number, 11), 0 FROM t;

INSERT INTO conversations
SELECT tenant, pg_temp.id(number, 12), 'keeper', 'Lamps', 'rag', pg_temp.id(number, 10), NULL, true, false,
  ARRAY[pg_temp.id(number, 4)], ARRAY[pg_temp.id(number, 3)], 2, 4, at, at
FROM t;

INSERT INTO messages
  (tenant_id, id, conversation_id, ordinal, parent_id, author, content, tokens, model, citations,
   created_at)
SELECT tenant, pg_temp.id(number, 13), pg_temp.id(number, 12), 1, NULL, 'user', 'When are lamps lit?', 5, NULL,
  '[]', at
FROM t;
INSERT INTO messages
  (tenant_id, id, conversation_id, ordinal, parent_id, author, content, tokens, model, citations,
   created_at)
SELECT tenant, pg_temp.id(number, 14), pg_temp.id(number, 12), 2, pg_temp.id(number, 13), 'assistant',
  'At dusk [1].', 4, 'openai/gpt-4o-mini',
  jsonb_build_array(jsonb_build_object(
    'index', 1, 'chunk_id', pg_temp.id(number, 7), 'document_id', pg_temp.id(number, 4), 'title', 'Lamps',
    'page', 1, 'start', 0, 'end', 22, 'quote', 'Lamps are lit at dusk.',
    'passage_text', 'Lamps are lit at dusk.', 'passage_start', 0)),
  at
FROM t;

INSERT INTO runs
  (tenant_id, id, owner, conversation_id, question_id, answer_id, bot_id, model, status,
   finish_reason, prompt_tokens, completion_tokens, cost_micro_usd, node, lease_until, last_seq,
   created_at, finished_at)
SELECT tenant, pg_temp.id(number, 15), 'keeper', pg_temp.id(number, 12), pg_temp.id(number, 13),
  pg_temp.id(number, 14), pg_temp.id(number, 10), 'openai/gpt-4o-mini', 'completed', 'stop', 120, 4, 21,
  'node-1', at, 9, at, at
FROM t;

INSERT INTO usage_records
SELECT tenant, pg_temp.id(number, 15), '2026-10-01', 'openai/gpt-4o-mini', pg_temp.id(number, 10), 'keeper',
  120, 4, 21, at
FROM t;

INSERT INTO conversation_summaries
SELECT tenant, pg_temp.id(number, 12), 'Of lamps.', 1, pg_temp.id(number, 13), 3 FROM t;

INSERT INTO message_feedback
SELECT tenant, pg_temp.id(number, 14), 'keeper', 'up', 'Right', at FROM t;

INSERT INTO shares
SELECT tenant, pg_temp.id(number, 16), pg_temp.id(number, 12), 'keeper', 'Lamps', pg_temp.id(number, 14),
  sha256(convert_to('token ' || number, 'UTF8')), NULL, at
FROM t;

INSERT INTO idempotent_requests
SELECT tenant, 'keeper', 'key-1', pg_temp.id(number, 17), sha256('asked'), 'events', NULL, NULL, NULL,
  pg_temp.id(number, 15), at + interval '10 years'
FROM t;

INSERT INTO files
SELECT tenant, pg_temp.id(number, 18), 'keeper', 'notes.txt', 'text/plain', 'text', 5, 1, 1,
  pg_temp.id(number, 12), at
FROM t
UNION ALL
SELECT tenant, pg_temp.id(number, 19), 'keeper', 'lamp.png', 'image/png', 'picture', 3, 0, 0, NULL, at FROM t;
INSERT INTO file_texts SELECT tenant, pg_temp.id(number, 18), 'Notes', 'all-MiniLM-L6-v2' FROM t;
INSERT INTO file_pieces
SELECT tenant, pg_temp.id(number, 18), 0, pg_temp.id(number, 20), 1, 0, 5, '', 1, '\x0000803f00000000' FROM t;
INSERT INTO file_pictures SELECT tenant, pg_temp.id(number, 19), '\x010203' FROM t;
INSERT INTO message_files SELECT tenant, pg_temp.id(number, 13), 0, pg_temp.id(number, 18) FROM t;

INSERT INTO outbox
SELECT tenant, pg_temp.id(number, 21), 'document.indexed', '{}', 0, at, at, NULL FROM t;

INSERT INTO evaluations
SELECT tenant, pg_temp.id(number, 22), 'keeper', '{TENANT_ADMIN}', 'Lamps', 5, 'completed', NULL, NULL, NULL,
  at, at
FROM t;
INSERT INTO evaluation_configurations
SELECT tenant, pg_temp.id(number, 22), 0, 'Keeper', pg_temp.id(number, 10), NULL FROM t;
INSERT INTO evaluation_questions
SELECT tenant, pg_temp.id(number, 22), 0, 'When are lamps lit?', ARRAY[pg_temp.id(number, 4)], false FROM t;
INSERT INTO evaluation_answers
SELECT tenant, pg_temp.id(number, 22), 0, 0, 'answered', NULL, 'At dusk [1].', ARRAY[pg_temp.id(number, 4)],
  ARRAY[pg_temp.id(number, 4)], 120, 4, 21, 800
FROM t;
