-- How long the vectors of each embedding model are, whoever of the tenants has some: a model of another
-- length behind the same name is noticed before its vectors are compared with these.
CREATE TABLE embedding_models (
  model text PRIMARY KEY,
  dimension int NOT NULL CHECK (dimension > 0)
);
GRANT SELECT, INSERT ON embedding_models TO parley_app;
