package dev.toolwatch.report;

import dev.toolwatch.errors.StackFrame;
import dev.toolwatch.errors.ThrownException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How much of an error is written, so that targets take it. Immutable.
 *
 * @param frames of an exception: half of them the oldest, half the newest
 * @param messageChars of a message
 * @param nameChars of a function, a file, a module or a type
 */
record Detail(int frames, int messageChars, int nameChars) {
  /** From all that targets read to what fits whatever the text is. */
  private static final List<Detail> DOWNWARDS =
      List.of(
          new Detail(100, 8192, 512),
          new Detail(50, 4096, 256),
          new Detail(24, 2048, 256),
          new Detail(10, 1024, 128),
          new Detail(4, 512, 128));

  /** Writes something with as much detail as fits into some bytes. */
  static byte[] fitting(int maxBytes, Function<Detail, byte[]> writer) {
    byte[] written = new byte[0];
    for (Detail detail : DOWNWARDS) {
      written = writer.apply(detail);
      if (written.length <= maxBytes) {
        return written;
      }
    }
    return written;
  }

  /** The frames of an exception without the middle ones, the oldest call first. */
  List<StackFrame> frames(ThrownException thrown) {
    List<StackFrame> all = thrown.frames();
    if (all.size() <= frames) {
      return all;
    }
    List<StackFrame> ends = new ArrayList<>(all.subList(0, frames / 2));
    ends.addAll(all.subList(all.size() - (frames - frames / 2), all.size()));
    return ends;
  }

  String message(String text) {
    return cut(text, messageChars);
  }

  String name(String text) {
    return cut(text, nameChars);
  }

  /** The first characters of a text, and no half of a surrogate pair. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  /** The first characters of a text as a single line. */
  static String line(String text, int most) {
    return cut(text.replaceAll("\\p{Cntrl}+", " ").strip(), most);
  }
}
