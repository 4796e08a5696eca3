package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanOriginsTest {
  private static final ServiceId SERVICE = ServiceId.of("orders");

  private final SpanOrigins origins = new SpanOrigins();

  private SpanOrigin add(String name) {
    return origins.add(SERVICE, name, 2, "find", null);
  }

  private SpanOrigin find(String name) {
    return origins.find(SERVICE, name, 2, "find", null);
  }

  @Test
  void find_moreThanThereArePlaces_findsEach() {
    List<SpanOrigin> added = new ArrayList<>();
    for (int i = 0; i < 2 * SpanOrigins.PLACES; i++) {
      added.add(add("name " + i));
    }
    for (int i = 0; i < added.size(); i++) {
      assertThat(find("name " + i)).isSameAs(added.get(i));
      assertThat(origins.get(added.get(i).number)).isSameAs(added.get(i));
    }
  }

  /** Strings of {@code Aa} and {@code BB}, which have the same hash. */
  @Test
  void find_namesWithTheSameHash_findsEach() {
    List<SpanOrigin> added = new ArrayList<>();
    for (int i = 0; i < 1 << 12; i++) {
      added.add(add(collision(i)));
    }
    for (int i = 0; i < added.size(); i++) {
      assertThat(find(collision(i))).isSameAs(added.get(i));
    }
    added.forEach(origins::remove);
    assertThat(find(collision(7))).isNull();
  }

  private static String collision(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      name.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  @Test
  void find_anotherMark_findsNothing() {
    add("name");
    assertThat(origins.find(ServiceId.of("other"), "name", 2, "find", null)).isNull();
    assertThat(origins.find(SERVICE, "other", 2, "find", null)).isNull();
    assertThat(origins.find(SERVICE, "name", 3, "find", null)).isNull();
    assertThat(origins.find(SERVICE, "name", 2, "", null)).isNull();
    assertThat(origins.find(SERVICE, "name", 2, "find", null)).isNotNull();
  }

  @Test
  void remove_givesTheNumberToTheNext() {
    add("one");
    SpanOrigin two = add("two");
    origins.remove(two);
    assertThat(find("two")).isNull();
    assertThat(find("one")).isNotNull();
    SpanOrigin three = add("three");
    assertThat(three.number).isEqualTo(two.number);
    assertThat(origins.get(three.number)).isSameAs(three);
  }
}
