package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The subjects that a query asks for, by number.
 *
 * @param subjects by number
 * @param outOf how many subjects of the kind there are
 */
record SelectedSubjects(Map<Long, Subject> subjects, int outOf) {
  /** Rows of so few subjects are looked up one by one, in place of reading all of their time. */
  private static final int FEW = 128;

  private static final int FEW_OUT_OF = 8;

  /**
   * Reads them, for a series or client that another replica has made was never seen by this one.
   *
   * @param service the service, or null for all
   */
  static SelectedSubjects read(
      Connection connection, int kind, ServiceId service, Predicate<Subject> wanted)
      throws SQLException {
    Map<Long, Subject> subjects = new HashMap<>();
    int all = 0;
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                "SELECT id, service, name, detail FROM subjects WHERE kind = ?"))) {
      select.setInt(1, kind);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          all++;
          Subject subject =
              new Subject(
                  kind, ServiceId.of(rows.getString(2)), rows.getString(3), rows.getString(4));
          if ((service == null || service.equals(subject.service())) && wanted.test(subject)) {
            subjects.put(rows.getLong(1), subject);
          }
        }
      }
    }
    return new SelectedSubjects(subjects, all);
  }

  boolean has(long id) {
    return subjects.containsKey(id);
  }

  Subject of(long id) {
    return subjects.get(id);
  }

  int size() {
    return subjects.size();
  }

  /** Parts of at most so many subjects, whose numbers lie together. */
  List<SelectedSubjects> parts(int most) {
    if (subjects.size() <= most) {
      return List.of(this);
    }
    List<Long> ids = subjects.keySet().stream().sorted().toList();
    List<SelectedSubjects> parts = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += most) {
      Map<Long, Subject> part = new HashMap<>();
      ids.subList(from, Math.min(from + most, ids.size()))
          .forEach(id -> part.put(id, subjects.get(id)));
      parts.add(new SelectedSubjects(part, outOf));
    }
    return parts;
  }

  /** Whether to look for them between their lowest and highest number. */
  boolean arePart() {
    return subjects.size() * 4L < outOf * 3L;
  }

  List<Long> ids() {
    return List.copyOf(subjects.keySet());
  }

  boolean areFew() {
    return subjects.size() <= FEW && subjects.size() * FEW_OUT_OF <= outOf;
  }
}
