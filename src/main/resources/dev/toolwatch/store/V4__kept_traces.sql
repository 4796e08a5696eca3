-- docs/store.md says what is in these tables. Names that end in nanos or millis are times since the Unix epoch.
-- Ids are random: rows lie in the order in which they came, so that those of one time lie together.

INSERT INTO facts (name, fact) VALUES ('kept_traces', 'lock');

CREATE TABLE kept_traces (
  id_high BIGINT NOT NULL,
  id_low BIGINT NOT NULL,
  start_nanos BIGINT NOT NULL,
  end_nanos BIGINT NOT NULL,
  duration BIGINT NOT NULL,
  service TEXT NOT NULL,
  tool TEXT NOT NULL,
  outcome SMALLINT NOT NULL,
  reason SMALLINT NOT NULL,
  precedence SMALLINT NOT NULL,
  spans BIGINT NOT NULL,
  slowest TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  stored_millis BIGINT NOT NULL,
  PRIMARY KEY (id_high, id_low)
);
CREATE INDEX kept_traces_start ON kept_traces (start_nanos, duration);
CREATE INDEX kept_traces_service ON kept_traces (service, start_nanos, duration);
CREATE INDEX kept_traces_tool ON kept_traces (tool, start_nanos, duration);
CREATE INDEX kept_traces_outcome ON kept_traces (outcome, start_nanos, duration);
CREATE INDEX kept_traces_stored ON kept_traces (stored_millis);

CREATE TABLE kept_trace_parts (
  id ${identity},
  id_high BIGINT NOT NULL,
  id_low BIGINT NOT NULL,
  data ${bytes} NOT NULL
);
CREATE INDEX kept_trace_parts_trace ON kept_trace_parts (id_high, id_low);

CREATE TABLE kept_trace_bytes (
  one SMALLINT NOT NULL PRIMARY KEY,
  bytes BIGINT NOT NULL
);
INSERT INTO kept_trace_bytes (one, bytes) VALUES (1, 0);
