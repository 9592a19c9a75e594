-- The only tools that bots of a scope may call; null: all that they are given.
ALTER TABLE scopes ADD COLUMN plugins text[];
