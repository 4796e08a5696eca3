package dev.toolwatch.otlp;

import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.util.List;

/** Counts the items of a request in OTLP/JSON whose content is not used. Not thread-safe. */
final class JsonItemCounter {
  /** A metric's data: the one field on the way that is no list. */
  private static final Vocabulary DATA =
      new Vocabulary(List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary"));

  private static final List<Vocabulary> POINTS =
      List.of(
          new Vocabulary(List.of("resourceMetrics")),
          new Vocabulary(List.of("scopeMetrics")),
          new Vocabulary(List.of("metrics")),
          DATA,
          new Vocabulary(List.of("dataPoints")));

  private static final List<Vocabulary> LOG_RECORDS =
      List.of(
          new Vocabulary(List.of("resourceLogs")),
          new Vocabulary(List.of("scopeLogs")),
          new Vocabulary(List.of("logRecords")));

  private static final List<Vocabulary> SPANS =
      List.of(
          new Vocabulary(List.of("resourceSpans")),
          new Vocabulary(List.of("scopeSpans")),
          new Vocabulary(List.of("spans")));

  private final JsonReader in = new JsonReader();

  long count(Signal signal, byte[] body, int from, int to) throws MalformedException {
    in.reset(body, from, to);
    long items =
        fields(
            switch (signal) {
              case TRACES -> SPANS;
              case METRICS -> POINTS;
              case LOGS -> LOG_RECORDS;
            },
            0);
    in.endOfBody();
    return items;
  }

  private long fields(List<Vocabulary> path, int level) throws MalformedException {
    long items = 0;
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (path.get(level).find(in.key()) >= 0) {
        items += values(path, level + 1);
      } else {
        in.skipValue();
      }
    }
    return items;
  }

  /** What a field on the way holds: a list of objects, or one object. */
  private long values(List<Vocabulary> path, int level) throws MalformedException {
    if (path.get(level - 1) == DATA) {
      return fields(path, level);
    }
    long items = 0;
    in.beginArray();
    while (in.nextElement()) {
      if (level == path.size()) {
        item();
        items++;
      } else {
        items += fields(path, level);
      }
    }
    return items;
  }

  private void item() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      in.skipValue();
    }
  }
}
