package dev.toolwatch.errors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;
import dev.toolwatch.wire.Zlib;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of an exception in the store: varints and texts, compressed. Takes at most {@link
 * #MAX_BYTES}: of an exception that would take more, only the last frames of the reported one are
 * kept, or none. Pure functions.
 */
final class StoredException {
  /** Compressed, of one exception with its causes. */
  static final int MAX_BYTES = 64 << 10;

  /** Before compression; more than what {@link StackTraces} leaves of a stack trace. */
  private static final int MAX_INFLATED = 8 << 20;

  private static final int FORM = 1;
  private static final int FEW_FRAMES = 20;
  private static final int SHORT_MESSAGE = 1_000;

  private StoredException() {}

  static byte[] toBytes(ParsedException exception) {
    byte[] whole = packed(exception);
    if (whole.length <= MAX_BYTES) {
      return whole;
    }
    byte[] part = packed(reduced(exception, FEW_FRAMES));
    return part.length <= MAX_BYTES ? part : packed(reduced(exception, 0));
  }

  /** The reported exception alone, with its last frames. */
  private static ParsedException reduced(ParsedException exception, int most) {
    ThrownException thrown = exception.reported();
    int omitted = Math.max(0, thrown.frames().size() - most);
    boolean cut = thrown.message().length() > SHORT_MESSAGE;
    ThrownException less =
        new ThrownException(
            thrown.type(),
            cut ? thrown.message().substring(0, SHORT_MESSAGE) : thrown.message(),
            thrown.frames().subList(omitted, thrown.frames().size()),
            thrown.omittedFrames() + omitted,
            thrown.messageCut() || cut);
    return exception.replaced(List.of(less));
  }

  private static byte[] packed(ParsedException exception) {
    Packer out = new Packer().number(FORM);
    text(out, exception.language().label());
    Omissions omissions = exception.omissions();
    out.number(omissions.characters()).number(omissions.lines()).number(omissions.messages());
    out.number(omissions.exceptions()).number(omissions.frames());
    out.number(exception.chain().size());
    for (ThrownException thrown : exception.chain()) {
      text(out, thrown.type());
      text(out, thrown.message());
      out.number(thrown.omittedFrames()).number(thrown.messageCut() ? 1 : 0);
      out.number(thrown.frames().size());
      for (StackFrame frame : thrown.frames()) {
        text(out, frame.function());
        text(out, frame.file());
        text(out, frame.module());
        out.number(frame.line()).number(frame.column()).number(frame.inApp() ? 1 : 0);
      }
    }
    return Zlib.deflate(out.toBytes());
  }

  private static void text(Packer out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.number(bytes.length).bytes(bytes);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ParsedException fromBytes(byte[] bytes) {
    byte[] inflated = Zlib.inflate(bytes, MAX_INFLATED);
    if (inflated == null) {
      throw new IllegalArgumentException("an exception of more than " + MAX_INFLATED + " bytes");
    }
    Unpacker in = new Unpacker(inflated);
    if (in.number() != FORM) {
      throw new IllegalArgumentException("an exception in a form that is not known");
    }
    Language language = language(text(in));
    Omissions omissions = new Omissions(whole(in), whole(in), whole(in), whole(in), in.number());
    List<ThrownException> chain = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      chain.add(thrown(in));
    }
    return new ParsedException(language, chain, omissions);
  }

  private static ThrownException thrown(Unpacker in) {
    String type = text(in);
    String message = text(in);
    int omitted = whole(in);
    boolean cut = in.number() != 0;
    List<StackFrame> frames = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      frames.add(
          new StackFrame(text(in), text(in), text(in), whole(in), whole(in), in.number() != 0));
    }
    return new ThrownException(type, message, frames, omitted, cut);
  }

  private static String text(Unpacker in) {
    return new String(in.bytes(whole(in)), UTF_8);
  }

  private static int whole(Unpacker in) {
    long number = in.number();
    if (number != (int) number) {
      throw new IllegalArgumentException("a number has more than 32 bits: " + number);
    }
    return (int) number;
  }

  private static Language language(String label) {
    for (Language language : Language.values()) {
      if (language.label().equals(label)) {
        return language;
      }
    }
    throw new IllegalArgumentException("a language that is not known: " + label);
  }
}
