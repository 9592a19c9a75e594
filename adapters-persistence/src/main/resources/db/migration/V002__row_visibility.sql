-- Which rows a transaction sees. It names its tenant, or says that it works for the platform, by
-- set_config(..., true); after the transaction the settings are empty again, and no row is seen.
-- Every table's policy asks here. Being a single expression, the planner puts it in line.
CREATE FUNCTION may_see(tenant uuid) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN tenant = nullif(current_setting('app.tenant_id', true), '')::uuid
    OR current_setting('app.platform', true) = 'on';
