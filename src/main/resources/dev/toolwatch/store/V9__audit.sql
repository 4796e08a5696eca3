-- docs/store.md says what is in these tables.

-- Entries are only added. The digest covers the entry and the digest before it.
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN digest TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_millis ON audit (millis);
INSERT INTO facts (name, fact) VALUES ('audit', 'lock');

-- From when on entries are kept, and the digest of the last one that has expired.
CREATE TABLE audit_kept (
  one SMALLINT NOT NULL PRIMARY KEY,
  first_millis BIGINT NOT NULL,
  digest TEXT NOT NULL
);
INSERT INTO audit_kept (one, first_millis, digest) VALUES (1, 0, '');

${append_only}

-- Users whose rows are being erased. A row goes once that is done.
CREATE TABLE erasures (
  user_pseudonym BIGINT NOT NULL PRIMARY KEY,
  asked_millis BIGINT NOT NULL,
  due_millis BIGINT NOT NULL,
  changed_rows BIGINT NOT NULL
);
INSERT INTO facts (name, fact) VALUES ('erasures', 'lock');
