package dev.toolwatch.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GroupCommitTest {
  @TempDir Path directory;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    loop.shutdownNow();
  }

  private static long append(JournalFiles files) {
    try {
      return files.append(Signal.TRACES, 0, 0, 1, new byte[100], 0, 100);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is asked for while the disk is busy shares one sync, and is told only after it. */
  @Test
  void whenDurable_whileTheDiskIsBusy_oneSyncForAll() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    List<Double> syncs = new ArrayList<>();
    try (JournalFiles files = JournalFiles.open(directory, 1 << 20);
        GroupCommit commit =
            new GroupCommit(
                files,
                loop,
                seconds -> {
                  syncs.add(seconds);
                  busy.countDown();
                  await(free);
                })) {
      commit.start();
      CompletableFuture<Boolean> first = new CompletableFuture<>();
      loop.execute(() -> commit.whenDurable(append(files), first::complete));
      await(busy);
      List<CompletableFuture<Boolean>> others = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        CompletableFuture<Boolean> one = new CompletableFuture<>();
        others.add(one);
        loop.execute(() -> commit.whenDurable(append(files), one::complete));
      }
      CompletableFuture.runAsync(() -> {}, loop).get(10, TimeUnit.SECONDS);
      assertThat(others).noneMatch(CompletableFuture::isDone);
      free.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
      for (CompletableFuture<Boolean> one : others) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(files.durable()).isEqualTo(files.end());
    }
    assertThat(syncs).hasSize(2);
  }

  @Test
  void whenDurable_theDiskFails_isTold() throws Exception {
    JournalFiles files = JournalFiles.open(directory, 1 << 20);
    try (GroupCommit commit = new GroupCommit(files, loop, seconds -> {})) {
      long position = append(files);
      files.close();
      commit.start();
      CompletableFuture<Boolean> told = new CompletableFuture<>();
      loop.execute(() -> commit.whenDurable(position, told::complete));
      assertThat(told.get(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  /** Nobody waits for a thread that is gone: neither who waits already, nor who comes later. */
  @Test
  void thread_endsByAnError_isTold_andSeen() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.complete(failure));
    try (JournalFiles files = JournalFiles.open(directory, 1 << 20);
        GroupCommit commit =
            new GroupCommit(
                files,
                loop,
                seconds -> {
                  throw new IllegalStateException("broken");
                })) {
      commit.start();
      assertThat(commit.hasEnded()).isFalse();
      CompletableFuture<Boolean> first = new CompletableFuture<>();
      loop.execute(() -> commit.whenDurable(append(files), first::complete));
      assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(uncaught.get(10, TimeUnit.SECONDS)).hasMessage("broken");
      CompletableFuture<Boolean> later = new CompletableFuture<>();
      loop.execute(() -> commit.whenDurable(append(files), later::complete));
      assertThat(later.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(commit.hasEnded()).isTrue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void close_isNoFailure() throws Exception {
    JournalFiles files = JournalFiles.open(directory, 1 << 20);
    GroupCommit commit = new GroupCommit(files, loop, seconds -> {});
    commit.start();
    commit.close();
    files.close();
    assertThat(commit.hasEnded()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
