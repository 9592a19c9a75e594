-- The most a bot's runs may cost on a day in UTC; absent: no limit.
ALTER TABLE bots
  ADD COLUMN daily_budget_micro_usd bigint CHECK (daily_budget_micro_usd >= 0);
CREATE INDEX usage_records_by_bot ON usage_records (tenant_id, bot_id, day)
  WHERE bot_id IS NOT NULL;
