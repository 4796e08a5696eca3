-- docs/store.md says what is in these tables.

-- What is known of each probe, and which process runs it: 0 for none. The turn rises with each run.
CREATE TABLE probes (
  name TEXT NOT NULL PRIMARY KEY,
  holder BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  status TEXT NOT NULL
);

CREATE TABLE probe_minutes (
  probe TEXT NOT NULL,
  minute BIGINT NOT NULL,
  checks BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  down BIGINT NOT NULL,
  nanos BIGINT NOT NULL,
  most_nanos BIGINT NOT NULL,
  PRIMARY KEY (probe, minute)
)${clustered};

CREATE INDEX probe_minutes_minute ON probe_minutes (minute);

-- A bit for each minute of the hour, from the lowest on: in which it was up, in which it was down and never up.
CREATE TABLE probe_hours (
  probe TEXT NOT NULL,
  minute BIGINT NOT NULL,
  checks BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  down BIGINT NOT NULL,
  nanos BIGINT NOT NULL,
  most_nanos BIGINT NOT NULL,
  up_minutes BIGINT NOT NULL,
  down_minutes BIGINT NOT NULL,
  PRIMARY KEY (probe, minute)
)${clustered};

CREATE INDEX probe_hours_minute ON probe_hours (minute);

CREATE TABLE probe_changes (
  probe TEXT NOT NULL,
  millis BIGINT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (probe, millis)
)${clustered};
