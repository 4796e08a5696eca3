package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
  private final TaskQueue queue = new TaskQueue();
  private final List<String> done = new ArrayList<>();

  @Test
  void tasks_waitForTheThread_andRunInOrder() {
    queue.execute(() -> done.add("first"));
    queue.execute(() -> done.add("second"));
    assertThat(done).isEmpty();
    queue.run();
    assertThat(done).containsExactly("first", "second");
    queue.run();
    assertThat(done).hasSize(2);
  }

  @Test
  void closed_runsWhatWaits_andLaterTasksAtOnce() {
    queue.execute(() -> done.add("before"));
    queue.close();
    assertThat(done).containsExactly("before");
    queue.execute(() -> done.add("after"));
    assertThat(done).containsExactly("before", "after");
  }
}
