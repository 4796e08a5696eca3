-- Where the time of tools' calls goes. The names apart, since they take most of the room.
CREATE TABLE hotspot_names (
  id ${identity},
  service TEXT NOT NULL,
  tool TEXT NOT NULL,
  kind TEXT NOT NULL,
  span TEXT NOT NULL,
  last_hour BIGINT NOT NULL,
  UNIQUE (service, tool, kind, span)
);

CREATE TABLE hotspots (
  name BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  calls DOUBLE PRECISION NOT NULL,
  micros DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (name, hour, incarnation)
)${clustered};
