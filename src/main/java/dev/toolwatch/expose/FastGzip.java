package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Fast gzip. Metrics are so repetitive that the best level gains little for five times the work.
 */
final class FastGzip extends GZIPOutputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  FastGzip(ByteSink sink) throws IOException {
    super(sink, BUFFER_BYTES);
    def.setLevel(Deflater.BEST_SPEED);
  }
}
