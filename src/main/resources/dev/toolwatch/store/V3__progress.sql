-- How far a process has come with what it adds beside its batches: the last part that is stored.
CREATE TABLE progress (
  incarnation BIGINT NOT NULL,
  task TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (incarnation, task)
)${clustered};
