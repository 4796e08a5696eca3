-- docs/store.md says what is in these tables.

-- How far each log is stored. The owner rises each time a process takes the log over: the one before can store no more.
CREATE TABLE log_positions (
  log TEXT NOT NULL PRIMARY KEY,
  owner BIGINT NOT NULL,
  replay_from BIGINT NOT NULL,
  read_to BIGINT NOT NULL
);

-- What the join remembers of a log, in parts that are written when they change.
CREATE TABLE log_memory (
  log TEXT NOT NULL,
  part TEXT NOT NULL,
  data ${bytes} NOT NULL,
  PRIMARY KEY (log, part)
);
