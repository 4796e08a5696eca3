-- docs/store.md says what is in these tables. All that changes them takes turns, by a lock.

INSERT INTO facts (name, fact) VALUES ('error_groups', 'lock');

CREATE TABLE error_groups (
  id ${identity},
  fingerprint TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  grouped_by TEXT NOT NULL,
  type TEXT NOT NULL,
  message TEXT NOT NULL,
  callers_mistake SMALLINT NOT NULL,
  first_millis BIGINT NOT NULL,
  last_millis BIGINT NOT NULL,
  first_version TEXT NOT NULL,
  last_version TEXT NOT NULL,
  events BIGINT NOT NULL,
  status TEXT NOT NULL,
  regressed SMALLINT NOT NULL,
  changed_millis BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  resolved_version TEXT NOT NULL,
  until_millis BIGINT NOT NULL,
  until_events BIGINT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE INDEX error_groups_last ON error_groups (last_millis);
CREATE INDEX error_groups_revision ON error_groups (revision);

CREATE TABLE error_group_revision (
  one SMALLINT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO error_group_revision (one, revision) VALUES (1, 0);

CREATE TABLE error_group_hours (
  error_group BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  events BIGINT NOT NULL,
  PRIMARY KEY (error_group, hour)
)${clustered};

CREATE TABLE error_group_days (
  error_group BIGINT NOT NULL,
  day BIGINT NOT NULL,
  users ${bytes} NOT NULL,
  PRIMARY KEY (error_group, day)
);

CREATE TABLE error_group_tools (
  error_group BIGINT NOT NULL,
  tool TEXT NOT NULL,
  events BIGINT NOT NULL,
  PRIMARY KEY (error_group, tool)
)${clustered};

CREATE TABLE error_group_samples (
  id ${identity},
  error_group BIGINT NOT NULL,
  millis BIGINT NOT NULL,
  trace_high BIGINT NOT NULL,
  trace_low BIGINT NOT NULL,
  span BIGINT NOT NULL,
  user_pseudonym BIGINT NOT NULL,
  version TEXT NOT NULL,
  tool TEXT NOT NULL,
  exception ${bytes} NOT NULL
);
CREATE INDEX error_group_samples_group ON error_group_samples (error_group);

CREATE TABLE audit (
  id ${identity},
  millis BIGINT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);
