-- docs/store.md says what is in these tables. Times are minutes since the Unix epoch unless a name says otherwise.

CREATE TABLE facts (
  name TEXT NOT NULL PRIMARY KEY,
  fact TEXT NOT NULL
);
INSERT INTO facts (name, fact) VALUES ('lock', 'sessions');

CREATE TABLE incarnations (
  id ${identity},
  uuid TEXT NOT NULL UNIQUE,
  replica TEXT NOT NULL,
  started BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  last_minute BIGINT NOT NULL
);

CREATE TABLE subjects (
  id ${identity},
  kind SMALLINT NOT NULL,
  service TEXT NOT NULL,
  name TEXT NOT NULL,
  detail TEXT NOT NULL,
  first_minute BIGINT,
  last_minute BIGINT,
  UNIQUE (kind, service, name, detail)
);

CREATE TABLE rollups (
  tier SMALLINT NOT NULL,
  kind SMALLINT NOT NULL,
  bucket BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  operations BIGINT NOT NULL,
  data ${bytes} NOT NULL,
  users ${bytes} NOT NULL,
  PRIMARY KEY (tier, kind, bucket, subject, incarnation)
)${clustered};

CREATE TABLE dirty (
  tier SMALLINT NOT NULL,
  bucket BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  marked BIGINT NOT NULL,
  PRIMARY KEY (tier, bucket, incarnation)
)${clustered};

CREATE TABLE horizons (
  tier SMALLINT NOT NULL PRIMARY KEY,
  bucket BIGINT NOT NULL
);
INSERT INTO horizons (tier, bucket) VALUES (0, 0), (1, 0), (2, 0);

CREATE TABLE sessions (
  service BIGINT NOT NULL,
  by_user SMALLINT NOT NULL,
  id BIGINT NOT NULL,
  first_millis BIGINT NOT NULL,
  last_millis BIGINT NOT NULL,
  operations BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  PRIMARY KEY (service, by_user, id, first_millis)
)${clustered};
CREATE INDEX sessions_first ON sessions (first_millis);
CREATE INDEX sessions_last ON sessions (last_millis);

CREATE TABLE states (
  replica TEXT NOT NULL,
  name TEXT NOT NULL,
  saved_millis BIGINT NOT NULL,
  data ${bytes} NOT NULL,
  PRIMARY KEY (replica, name)
);
