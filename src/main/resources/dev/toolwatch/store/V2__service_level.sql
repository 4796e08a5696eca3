-- docs/store.md says what is in these tables. Times are minutes since the Unix epoch unless a name says otherwise.

INSERT INTO facts (name, fact) VALUES ('ledger', 'settling');

CREATE TABLE indicators (
  id ${identity},
  service TEXT NOT NULL,
  name TEXT NOT NULL,
  first_minute BIGINT NOT NULL,
  events BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  UNIQUE (service, name)
);

CREATE TABLE indicator_hours (
  indicator BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  events BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  data ${bytes} NOT NULL,
  PRIMARY KEY (indicator, hour)
)${clustered};

CREATE INDEX indicator_hours_hour ON indicator_hours (hour);

CREATE TABLE unsettled (
  minute BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  PRIMARY KEY (minute, incarnation)
)${clustered};
INSERT INTO unsettled (minute, incarnation) SELECT DISTINCT bucket, 0 FROM rollups WHERE tier = 0 AND kind = 0;

CREATE TABLE observed (
  incarnation BIGINT NOT NULL,
  first_minute BIGINT NOT NULL,
  last_minute BIGINT NOT NULL,
  PRIMARY KEY (incarnation, first_minute)
);

CREATE TABLE failures (
  minute BIGINT NOT NULL,
  service TEXT NOT NULL,
  tool TEXT NOT NULL,
  error_type TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  operations BIGINT NOT NULL,
  kept SMALLINT NOT NULL,
  PRIMARY KEY (minute, service, tool, error_type, incarnation)
)${clustered};

CREATE TABLE maintenance_windows (
  id TEXT NOT NULL PRIMARY KEY,
  service TEXT NOT NULL,
  first_minute BIGINT NOT NULL,
  end_minute BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_millis BIGINT NOT NULL,
  deleted_by TEXT,
  deleted_millis BIGINT
);

CREATE TABLE alerts (
  fingerprint TEXT NOT NULL,
  starts_millis BIGINT NOT NULL,
  service TEXT NOT NULL,
  name TEXT NOT NULL,
  severity TEXT NOT NULL,
  received_millis BIGINT NOT NULL,
  ends_millis BIGINT,
  PRIMARY KEY (fingerprint, starts_millis)
);
CREATE INDEX alerts_starts ON alerts (starts_millis);
