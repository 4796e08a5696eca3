package dev.toolwatch.report;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.errors.ErrorSample;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.errors.GroupedBy;
import dev.toolwatch.errors.Grouping;
import dev.toolwatch.errors.Language;
import dev.toolwatch.errors.Omissions;
import dev.toolwatch.errors.ParsedException;
import dev.toolwatch.errors.StackFrame;
import dev.toolwatch.errors.ThrownException;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes errors. */
final class MadeErrors {
  static final long MILLIS = 1_790_000_000_123L;
  static final Omissions NONE_OMITTED = new Omissions(0, 0, 0, 0, 0);

  private MadeErrors() {}

  static Fingerprint fingerprint(long group) {
    return new Fingerprint(1, group * 0x9e3779b97f4a7c15L, group);
  }

  /** A key that is missing, and its cause, of Python. */
  static ParsedException python() {
    ThrownException reported =
        new ThrownException(
            "shop.errors.LookupFailed",
            "no price of 7",
            List.of(
                new StackFrame("main", "/srv/shop/app.py", "shop.app", 10, 0, true),
                new StackFrame("price", "/srv/shop/prices.py", "shop.prices", 31, 5, true)),
            0,
            false);
    ThrownException cause =
        new ThrownException(
            "KeyError",
            "'7'",
            List.of(
                new StackFrame(
                    "get", "/usr/lib/python3/cachetools/keys.py", "cachetools", 7, 0, false)),
            0,
            false);
    return new ParsedException(Language.PYTHON, List.of(reported, cause), NONE_OMITTED);
  }

  /** A timeout that nobody has a stack trace of. */
  static ParsedException withoutFrames(String type, String message) {
    return new ParsedException(
        Language.OTHER,
        List.of(new ThrownException(type, message, List.of(), 0, false)),
        NONE_OMITTED);
  }

  /** As many causes with as many frames and as long texts as any error has, of one character. */
  static ParsedException largest(char character) {
    String name = String.valueOf(character).repeat(512);
    List<StackFrame> frames =
        Collections.nCopies(100, new StackFrame(name, name, name, 999_999_999, 999_999_999, true));
    ThrownException thrown =
        new ThrownException(
            String.valueOf(character).repeat(256),
            String.valueOf(character).repeat(8192),
            frames,
            1_000_000,
            true);
    return new ParsedException(Language.PYTHON, Collections.nCopies(10, thrown), NONE_OMITTED);
  }

  static ErrorEvent event(long group) {
    return event(group, 1, python());
  }

  static ErrorEvent event(long group, long times, ParsedException exception) {
    return new ErrorEvent(
        new Grouping(fingerprint(group), GroupedBy.STACK_TRACE),
        new ServiceId("", "demo/shop"),
        "staging",
        "tools/call",
        Outcome.SERVER_ERROR,
        "tool_error",
        times,
        new ErrorSample(
            MILLIS,
            0x0102030405060708L,
            0x090a0b0c0d0e0f10L,
            0x1112131415161718L,
            0x2122232425262728L,
            "1.2.3",
            "find_price",
            exception));
  }

  /** About whose service, operation, user and trace nothing is known. */
  static ErrorEvent bare(ParsedException exception) {
    return new ErrorEvent(
        new Grouping(fingerprint(1), GroupedBy.TYPE),
        ServiceId.of("unknown_service"),
        "",
        "",
        Outcome.CLIENT_ERROR,
        "",
        1,
        new ErrorSample(MILLIS, 0, 0, 0, 0, "", "", exception));
  }

  static ReportedError report(ErrorEvent event) {
    return new ReportedError(event, Occasion.ONGOING, event.sample().user(), 17);
  }

  /** Frames called f0, f1 and so on. */
  static ThrownException deep(int frames) {
    List<StackFrame> all = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      all.add(new StackFrame("f" + i, "app.py", "app", i + 1, 0, true));
    }
    return new ThrownException("RecursionError", "too deep", all, 0, false);
  }
}
