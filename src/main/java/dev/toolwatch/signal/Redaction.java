package dev.toolwatch.signal;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.tag;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.ProtobufWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Replaces the values of attributes that may hold secrets by {@value #REPLACEMENT}, by their keys:
 * those of resources, scopes, spans, events and links, and those of maps within values. Everything
 * else stays as it is, fields that are not known among it. Thread-safe.
 *
 * <p>Keys decide. In the messages of spans' status, and in messages and stack traces of errors, secrets
 * that can be told by their looks are replaced, and so are short values that the span has among the
 * replaced ones; what else a program writes into them stays, and may quote an argument. The latter are attributes, and can be put on the list. The names of spans stay.
 *
 * <p>In an entry of the list, an asterisk stands for any text, and case does not matter. The values
 * of an entry that ends with a question mark are URLs: their query, their fragment and the user in
 * them are replaced, and host and path stay.
 */
public final class Redaction {
  /** What stands in the place of a value. */
  public static final String REPLACEMENT = "[redacted]";

  /** What emitters are known to send of arguments, results, prompts, headers and identities. */
  public static final String DEFAULT_ATTRIBUTES =
      "gen_ai.tool.call.arguments,gen_ai.tool.call.result,mcp.tool.arguments,mcp.tool.result,"
          + "mcp.tool.result.*content,mcp.tool.result.*uri,mcp.prompt.result,"
          + "mcp.prompt.result.*content,mcp.prompt.arguments,mcp.request.argument*,"
          + "mcp.request.payload,mcp.response.payload,mcp.response.value,mcp.params,mcp.result,"
          + "mcp.error.data,mcp.complete.argument.value,mcp.user_intent,mcp.resource.uri,"
          + "mcp.resource.name,fastmcp.component.key,fastmcp.*_uri,spring.ai.tool.call.arguments,"
          + "spring.ai.tool.call.result,tool.parameters,tool_arguments,tool_response,"
          + "gen_ai.prompt,gen_ai.prompt.*content,gen_ai.prompt.*arguments,gen_ai.prompt.variable.*,"
          + "gen_ai.completion*,gen_ai.content.*,gen_ai.event.content,gen_ai.input.messages,"
          + "gen_ai.output.messages,gen_ai.system_instructions,gen_ai.task.input,"
          + "gen_ai.task.output,gen_ai.retrieval.*,llm.input_messages*,llm.output_messages*,"
          + "llm.prompt*,llm.completions*,llm.choices*,input.value,output.value,"
          + "retrieval.documents*,reranker.*,embedding.*,metadata,traceloop.entity.input,"
          + "traceloop.entity.output,traceloop.association.properties.*,pydantic_ai.all_messages,"
          + "all_messages_events,final_result,model_request_parameters,request,response,result,"
          + "evt,notification,peer_info,http.request.header.*,http.response.header.*,"
          + "http.request.body,http.request.body.content,http.request.body.text,"
          + "http.response.body,http.response.body.content,http.response.body.text,"
          + "rpc.*.metadata.*,url.query,url.full?,http.url?,http.target?,db.query.parameter.*,"
          + "db.operation.parameter.*,db.statement.parameters,messaging.kafka.message.key,"
          + "process.command_args,process.command_line,process.environment_variable.*,enduser.*,"
          + "user.*,jwt.*,mcp.actor_*,mcp.session.id,mcp.session_id,session.*,"
          + "gen_ai.conversation.id,client.address,client.socket.address,source.address,"
          + "network.peer.address,net.peer.ip,net.sock.peer.addr,http.client_ip";

  private static final int RESOURCE_SPANS = tag(1, LENGTH);
  private static final int RESOURCE = tag(1, LENGTH);
  private static final int RESOURCE_ATTRIBUTES = tag(1, LENGTH);
  private static final int SCOPE_SPANS = tag(2, LENGTH);
  private static final int SCOPE = tag(1, LENGTH);
  private static final int SCOPE_ATTRIBUTES = tag(3, LENGTH);
  private static final int SPANS = tag(2, LENGTH);
  private static final int SPAN_ATTRIBUTES = tag(9, LENGTH);
  private static final int EVENTS = tag(11, LENGTH);
  private static final int EVENT_ATTRIBUTES = tag(3, LENGTH);
  private static final int LINKS = tag(13, LENGTH);
  private static final int LINK_ATTRIBUTES = tag(4, LENGTH);
  private static final int STATUS = tag(15, LENGTH);
  private static final int STATUS_MESSAGE = tag(2, LENGTH);
  private static final int KEY = tag(1, LENGTH);
  private static final int VALUE = tag(2, LENGTH);
  private static final int STRING = tag(1, LENGTH);
  private static final int ARRAY = tag(5, LENGTH);
  private static final int MAP = tag(6, LENGTH);
  private static final int ELEMENTS = tag(1, LENGTH);

  /** Attributes with what programs say of errors. */
  private static final List<byte[]> TEXTS =
      Stream.of(
              "exception.message",
              "exception.stacktrace",
              "error.message",
              "mcp.error.message",
              "rpc.jsonrpc.error_message")
          .map(key -> key.getBytes(US_ASCII))
          .toList();

  /** Values of a span's replaced attributes that are looked for in what it says of errors. */
  private static final int MAX_KNOWN = 32;

  private static final int LEAST_KNOWN = 4;
  private static final int MOST_KNOWN = 256;

  private final TextRedaction texts;

  /** By the first byte of the keys. */
  private final KeyPattern[][] patterns = new KeyPattern[256][];

  /** Takes the secrets out of texts. Thread-safe. */
  @FunctionalInterface
  public interface TextRedaction {
    /** Leaves texts as they are. */
    TextRedaction NONE = (text, known) -> text;

    /**
     * The text without secrets; the same text if there are none.
     *
     * @param known values that are to be replaced, such as a user's name
     */
    String redact(String text, Collection<String> known);
  }

  /**
   * Those of the settings, and whatever names users.
   *
   * @param attributes {@code toolwatch.traces.redacted-attributes}
   * @param users {@code toolwatch.users.attributes}
   * @param texts takes the secrets out of a text
   * @throws IllegalArgumentException if an entry is empty; the message names the setting
   */
  public static Redaction of(List<String> attributes, List<String> users, TextRedaction texts) {
    List<String> all = new ArrayList<>(attributes);
    all.addAll(users);
    try {
      return new Redaction(all, texts);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "toolwatch.traces.redacted-attributes has " + e.getMessage(), e);
    }
  }

  /**
   * Replaces the values of other attributes.
   *
   * @param texts takes the secrets out of a text
   * @throws IllegalArgumentException if an entry is empty
   */
  public Redaction(Collection<String> entries, TextRedaction texts) {
    this.texts = texts;
    List<KeyPattern> all = entries.stream().map(KeyPattern::new).toList();
    for (int first = 0; first < patterns.length; first++) {
      int wanted = first;
      patterns[first] =
          all.stream()
              .filter(pattern -> pattern.firstByte() < 0 || pattern.firstByte() == wanted)
              .toArray(KeyPattern[]::new);
    }
  }

  /**
   * A copy of a request without the values. It may be longer.
   *
   * @param request an ExportTraceServiceRequest in protobuf
   * @param from its first byte
   * @param to the byte after its last
   * @throws MalformedException if it is not protobuf
   */
  public byte[] redact(byte[] request, int from, int to) throws MalformedException {
    Copy copy = new Copy(request, from, to);
    copy.request();
    return copy.sink.toByteArray();
  }

  /** What the values of a key become. */
  private enum Treatment {
    KEPT,
    SCANNED,
    WITHOUT_QUERY,
    REPLACED
  }

  private Treatment treatment(byte[] bytes, int from, int to) {
    Treatment found = isText(bytes, from, to) ? Treatment.SCANNED : Treatment.KEPT;
    if (from < to) {
      for (KeyPattern pattern : patterns[Wildcards.lower(bytes[from]) & 0xff]) {
        if (pattern.matches(bytes, from, to)) {
          if (!pattern.isQueryOnly()) {
            return Treatment.REPLACED;
          }
          found = Treatment.WITHOUT_QUERY;
        }
      }
    }
    return found;
  }

  private static boolean isText(byte[] bytes, int from, int to) {
    for (byte[] key : TEXTS) {
      if (Arrays.equals(bytes, from, to, key, 0, key.length)) {
        return true;
      }
    }
    return false;
  }

  /** Something that copies the message that the reader is in. */
  @FunctionalInterface
  private interface Message {
    void copy() throws MalformedException;
  }

  /** One request on its way. */
  private final class Copy {
    private final ProtobufReader in = new ProtobufReader();
    private final ByteSink sink;
    private final ProtobufWriter out;
    private int depth;

    /** The values of the span's attributes that are replaced. */
    private final List<String> known = new ArrayList<>();

    Copy(byte[] request, int from, int to) {
      in.reset(request, from, to);
      sink = new ByteSink(to - from + 64, Integer.MAX_VALUE - 64);
      out = new ProtobufWriter(sink);
    }

    private void request() throws MalformedException {
      copy(RESOURCE_SPANS, this::resourceSpans);
    }

    private void resourceSpans() throws MalformedException {
      copy(
          RESOURCE,
          () -> copy(RESOURCE_ATTRIBUTES, this::attribute),
          SCOPE_SPANS,
          this::scopeSpans);
    }

    private void scopeSpans() throws MalformedException {
      copy(SCOPE, () -> copy(SCOPE_ATTRIBUTES, this::attribute), SPANS, this::span);
    }

    private void span() throws MalformedException {
      findKnown();
      while (in.hasMore()) {
        int start = in.position();
        int tag = in.tag();
        if (tag == SPAN_ATTRIBUTES) {
          nested(tag, this::attribute);
        } else if (tag == EVENTS) {
          nested(tag, () -> copy(EVENT_ATTRIBUTES, this::attribute));
        } else if (tag == LINKS) {
          nested(tag, () -> copy(LINK_ATTRIBUTES, this::attribute));
        } else if (tag == STATUS) {
          nested(tag, () -> scanned(STATUS_MESSAGE));
        } else {
          other(start, tag);
        }
      }
    }

    private void findKnown() throws MalformedException {
      known.clear();
      int start = in.position();
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == SPAN_ATTRIBUTES) {
          int outer = in.enter();
          if (treatment() == Treatment.REPLACED) {
            addKnown();
          }
          in.advance(in.limit() - in.position());
          in.leave(outer);
        } else {
          in.skip(tag);
        }
      }
      in.rewind(start);
    }

    private void addKnown() throws MalformedException {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag != VALUE) {
          in.skip(tag);
          continue;
        }
        int outer = in.enter();
        while (in.hasMore()) {
          int type = in.tag();
          if (type == STRING) {
            int length = in.length();
            if (known.size() < MAX_KNOWN && length >= LEAST_KNOWN && length <= MOST_KNOWN) {
              known.add(new String(in.bytes(), in.position(), length, UTF_8));
            }
            in.advance(length);
          } else {
            in.skip(type);
          }
        }
        in.leave(outer);
      }
    }

    private void attribute() throws MalformedException {
      Treatment treatment = treatment();
      boolean replaced = false;
      while (in.hasMore()) {
        int start = in.position();
        int tag = in.tag();
        if (tag != VALUE) {
          other(start, tag);
        } else if (treatment == Treatment.REPLACED) {
          in.skip(tag);
          replace(replaced);
          replaced = true;
        } else if (treatment == Treatment.WITHOUT_QUERY) {
          nested(tag, this::url);
        } else if (treatment == Treatment.SCANNED) {
          nested(tag, () -> scanned(STRING));
        } else {
          nested(tag, this::value);
        }
      }
      if (treatment == Treatment.REPLACED) {
        replace(replaced);
      }
    }

    /** What the key says; a key that is there twice may say it the first time. */
    private Treatment treatment() throws MalformedException {
      int start = in.position();
      Treatment strictest = Treatment.KEPT;
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == KEY) {
          int length = in.length();
          Treatment one =
              Redaction.this.treatment(in.bytes(), in.position(), in.position() + length);
          in.advance(length);
          strictest = one.compareTo(strictest) > 0 ? one : strictest;
        } else {
          in.skip(tag);
        }
      }
      in.rewind(start);
      return strictest;
    }

    private void replace(boolean done) {
      if (!done) {
        int value = out.open(VALUE >>> 3);
        out.string(STRING >>> 3, REPLACEMENT);
        out.close(value);
      }
    }

    private void value() throws MalformedException {
      if (depth == ProtobufReader.MAX_DEPTH) {
        in.advance(in.limit() - in.position());
        out.string(STRING >>> 3, REPLACEMENT);
        return;
      }
      depth++;
      copy(ARRAY, () -> copy(ELEMENTS, this::value), MAP, () -> copy(ELEMENTS, this::attribute));
      depth--;
    }

    /** Copies a message, a text of it without secrets. */
    private void scanned(int text) throws MalformedException {
      while (in.hasMore()) {
        int start = in.position();
        int tag = in.tag();
        if (tag == text) {
          int length = in.length();
          String before = new String(in.bytes(), in.position(), length, UTF_8);
          in.advance(length);
          String after = texts.redact(before, known);
          if (after.equals(before)) {
            sink.write(in.bytes(), start, in.position() - start);
          } else {
            out.string(text >>> 3, after);
          }
        } else {
          other(start, tag);
        }
      }
    }

    /** A value that is a URL; anything else is replaced. */
    private void url() throws MalformedException {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == STRING) {
          int length = in.length();
          String text = new String(in.bytes(), in.position(), length, UTF_8);
          in.advance(length);
          out.string(STRING >>> 3, withoutQuery(text));
        } else {
          in.skip(tag);
          out.string(STRING >>> 3, REPLACEMENT);
        }
      }
    }

    private void copy(int tag, Message nested) throws MalformedException {
      copy(tag, nested, tag, nested);
    }

    /** Copies a message, two kinds of fields of it in another way. */
    private void copy(int one, Message first, int another, Message second)
        throws MalformedException {
      while (in.hasMore()) {
        int start = in.position();
        int tag = in.tag();
        if (tag == one) {
          nested(tag, first);
        } else if (tag == another) {
          nested(tag, second);
        } else {
          other(start, tag);
        }
      }
    }

    private void nested(int tag, Message content) throws MalformedException {
      int outer = in.enter();
      int start = out.open(tag >>> 3);
      content.copy();
      out.close(start);
      in.leave(outer);
    }

    private void other(int start, int tag) throws MalformedException {
      in.skip(tag);
      sink.write(in.bytes(), start, in.position() - start);
    }
  }

  /** RFC 3986: the authority ends at the first slash, question mark or hash, its user at an at sign. */
  private static String withoutQuery(String url) {
    int end = url.length();
    for (char mark : new char[] {'?', '#'}) {
      int at = url.indexOf(mark);
      end = at >= 0 && at < end ? at : end;
    }
    String kept = url.substring(0, end);
    int authority = kept.indexOf("//");
    if (authority >= 0) {
      int path = kept.indexOf('/', authority + 2);
      int user = kept.lastIndexOf('@', path < 0 ? kept.length() : path);
      if (user > authority) {
        kept = kept.substring(0, authority + 2) + REPLACEMENT + kept.substring(user);
      }
    }
    return end < url.length() ? kept + url.charAt(end) + REPLACEMENT : kept;
  }
}
