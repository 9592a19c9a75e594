-- Names of the tools that a bot's models may call; the tools themselves are no rows.
ALTER TABLE bots ADD COLUMN plugins text[] NOT NULL DEFAULT '{}';
