package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.store.QueryRefusedException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueryGateTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch done = new CountDownLatch(1);

  private static QueryGate gate(int waiting, Duration patience, Duration shortTime, Duration time) {
    return new QueryGate(new QueryLimits(1, 1, 1, waiting, patience, shortTime, time, 100), 0);
  }

  /** A query that has become long, and goes on until the test is done. */
  private CompletableFuture<Void> longQuery(QueryGate gate) throws InterruptedException {
    CountDownLatch isLong = new CountDownLatch(1);
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () ->
                gate.query(
                    query -> {
                      query.row();
                      isLong.countDown();
                      await(done);
                      return null;
                    }));
    assertThat(isLong.await(10, TimeUnit.SECONDS)).isTrue();
    return end;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Double> refused(QueryGate gate) {
    Map<String, Double> refused = new TreeMap<>();
    gate.families()
        .toCompletableFuture()
        .join()
        .get(0)
        .samples()
        .forEach(sample -> refused.put(sample.labels().value(0), ((CounterSample) sample).value()));
    return refused;
  }

  @Test
  void shortQuery_whileALongOneRuns_doesNotWait() throws Exception {
    QueryGate gate = gate(0, Duration.ZERO, Duration.ZERO, LONG);
    CompletableFuture<Void> other = longQuery(gate);
    assertThat(gate.<String>query(query -> "answer")).isEqualTo("answer");
    done.countDown();
    other.get(10, TimeUnit.SECONDS);
  }

  @Test
  void readOfMetrics_whileQueriesTakeAllPermits_doesNotWait() throws Exception {
    QueryGate gate = gate(0, Duration.ZERO, Duration.ZERO, LONG);
    CompletableFuture<Void> other = longQuery(gate);
    String answer =
        gate.query(
            shortOne ->
                CompletableFuture.supplyAsync(
                        () ->
                            gate.<String>first(
                                first -> {
                                  first.size(1_000_000, 1_000_000);
                                  first.row();
                                  return "answer";
                                }))
                    .join());
    assertThat(answer).isEqualTo("answer");
    done.countDown();
    other.get(10, TimeUnit.SECONDS);
  }

  @Test
  void longQuery_whileAnotherRuns_isRefusedWhenItsPatienceEnds() throws Exception {
    QueryGate gate = gate(1, Duration.ofMillis(1), Duration.ZERO, LONG);
    CompletableFuture<Void> other = longQuery(gate);
    assertThatThrownBy(
            () ->
                gate.query(
                    query -> {
                      query.row();
                      return null;
                    }))
        .isInstanceOfSatisfying(
            QueryRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONCURRENCY))
        .hasMessageContaining("ask for a shorter period");
    assertThat(refused(gate)).containsEntry("concurrency", 1.0).containsEntry("time", 0.0);
    // It gave everything back.
    assertThat(gate.<String>query(query -> "answer")).isEqualTo("answer");
    done.countDown();
    other.get(10, TimeUnit.SECONDS);
    gate.query(
        query -> {
          query.row();
          return null;
        });
  }

  @Test
  void longQuery_whileOneRunsAndOneWaits_isRefusedAtOnce() throws Exception {
    QueryGate gate = gate(0, LONG, Duration.ZERO, LONG);
    CompletableFuture<Void> other = longQuery(gate);
    assertThatThrownBy(
            () ->
                gate.query(
                    query -> {
                      query.row();
                      return null;
                    }))
        .isInstanceOf(QueryRefusedException.class);
    done.countDown();
    other.get(10, TimeUnit.SECONDS);
  }

  @Test
  void longQuery_thatWaits_goesOnWhenTheOtherEnds() throws Exception {
    QueryGate gate = gate(1, LONG, Duration.ZERO, LONG);
    CompletableFuture<Void> other = longQuery(gate);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(
            () ->
                gate.query(
                    query -> {
                      begun.countDown();
                      query.row();
                      return "answer";
                    }));
    await(begun);
    done.countDown();
    other.get(10, TimeUnit.SECONDS);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
  }

  @Test
  void query_beyondItsTime_isRefused() {
    QueryGate gate = gate(1, LONG, LONG, Duration.ZERO);
    assertThatThrownBy(
            () ->
                gate.query(
                    query -> {
                      query.row();
                      return null;
                    }))
        .isInstanceOfSatisfying(
            QueryRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIME))
        .hasMessageContaining("ask for a shorter period");
    assertThat(refused(gate)).containsEntry("time", 1.0);
  }

  @Test
  void query_withinAnother_isPartOfIt() throws ExecutionException {
    QueryGate gate = gate(0, Duration.ZERO, LONG, LONG);
    assertThat(gate.<String>query(outer -> gate.query(inner -> gate.first(innermost -> "answer"))))
        .isEqualTo("answer");
  }

  @Test
  void query_ofTooManyPointsAndSeries_isRefused() {
    QueryGate gate = gate(1, LONG, LONG, LONG);
    gate.query(
        query -> {
          query.size(10, 10);
          return null;
        });
    assertThatThrownBy(
            () ->
                gate.query(
                    query -> {
                      query.size(10, 11);
                      return null;
                    }))
        .hasMessageContaining("10 points of 11 series")
        .hasMessageContaining("ask for a shorter period, a larger step or one service");
    assertThat(refused(gate)).containsEntry("size", 1.0);
  }
}
