import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The part of RFC 7541 that calls to one method need. There is no dynamic table: the client
 * announces a size of 0.
 */
final class Hpack {
  private static final byte[] GRPC_STATUS = "grpc-status".getBytes(US_ASCII);

  /** The same, Huffman-coded as in RFC 7541, appendix B. */
  private static final byte[] CODED_GRPC_STATUS = ByteBuffer.allocate(8).putLong(0x9acac8b21234da8fL).array();

  private static final int STATIC_TABLE = 61;

  private Hpack() {}

  static byte[] request(boolean gzip) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    literal(block, 4, "/opentelemetry.proto.collector.trace.v1.TraceService/Export"); // :path
    literal(block, 1, "localhost"); // :authority
    literal(block, 15 + 16, "application/grpc"); // content-type
    literal(block, "te", "trailers");
    if (gzip) {
      literal(block, "grpc-encoding", "gzip");
    }
    return block.toByteArray();
  }

  /** A literal field without indexing, with its name from the static table. */
  private static void literal(ByteArrayOutputStream block, int name, String value) {
    if (name < 15) {
      block.write(name);
    } else {
      block.write(15);
      block.write(name - 15);
    }
    text(block, value);
  }

  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    text(block, name);
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String text) {
    block.write(text.length()); // always shorter than 127 bytes
    block.writeBytes(text.getBytes(US_ASCII));
  }

  /** Returns the value of grpc-status in a header block; -1 if it is not there. */
  static int grpcStatus(ByteBuffer block) {
    int status = -1;
    while (block.hasRemaining()) {
      int first = block.get(block.position()) & 0xff;
      if (first >= 0x80) {
        if (number(block, 7) > STATIC_TABLE) {
          throw new IllegalStateException("field of the dynamic table, although its size is 0");
        }
      } else if (first >= 0x20 && first < 0x40) {
        number(block, 5); // a change of the table size
      } else {
        int name = number(block, first >= 0x40 ? 6 : 4);
        boolean found = name == 0 && isGrpcStatus(block);
        boolean coded = (block.get(block.position()) & 0x80) != 0;
        byte[] value = bytes(block);
        if (found && coded) {
          throw new IllegalStateException("unexpected Huffman-coded grpc-status");
        }
        status = found ? Integer.parseInt(new String(value, US_ASCII)) : status;
      }
    }
    return status;
  }

  private static boolean isGrpcStatus(ByteBuffer block) {
    boolean coded = (block.get(block.position()) & 0x80) != 0;
    return Arrays.equals(bytes(block), coded ? CODED_GRPC_STATUS : GRPC_STATUS);
  }

  private static byte[] bytes(ByteBuffer block) {
    byte[] bytes = new byte[number(block, 7)];
    block.get(bytes);
    return bytes;
  }

  /** An integer as in RFC 7541, 5.1. */
  private static int number(ByteBuffer block, int bits) {
    int most = (1 << bits) - 1;
    int value = block.get() & most;
    if (value < most) {
      return value;
    }
    int shift = 0;
    int next;
    do {
      next = block.get();
      value += (next & 0x7f) << shift;
      shift += 7;
    } while ((next & 0x80) != 0);
    return value;
  }
}
