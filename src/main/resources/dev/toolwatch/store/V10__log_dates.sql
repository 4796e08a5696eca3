-- docs/store.md says what is in these tables.

-- When the log was last read, by the minute; 0 if a version before has written the row. Upkeep drops what nobody reads.
ALTER TABLE log_positions ADD COLUMN last_minute BIGINT NOT NULL DEFAULT 0;
