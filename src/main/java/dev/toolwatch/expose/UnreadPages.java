package dev.toolwatch.expose;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Pages that scrapers have not taken yet, and that are therefore still in memory: at most a number
 * of bytes together, or one page. Thread-safe.
 */
final class UnreadPages {
  private final long maxBytes;
  private final Set<Page> pages = new LinkedHashSet<>();
  private long bytes;

  /** A page on its way. Two are never equal. */
  static final class Page {
    private final HttpConnection connection;
    private final int bytes;

    /**
     * @param bytes what it takes in memory
     */
    Page(HttpConnection connection, int bytes) {
      this.connection = connection;
      this.bytes = bytes;
    }

    /** Closes its connection. On any thread. */
    void cut() {
      // From the front of the pipeline: other handlers would wait until the page is sent.
      ChannelHandlerContext first =
          ((ConnectionBase) connection).channel().pipeline().firstContext();
      if (first != null) {
        var unused = first.close();
      }
    }
  }

  UnreadPages(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a page.
   *
   * @return the oldest ones, which have no room beside it and have to be cut
   */
  synchronized List<Page> add(Page page) {
    List<Page> over = new ArrayList<>();
    Iterator<Page> oldest = pages.iterator();
    while (bytes + page.bytes > maxBytes && oldest.hasNext()) {
      Page next = oldest.next();
      oldest.remove();
      bytes -= next.bytes;
      over.add(next);
    }
    pages.add(page);
    bytes += page.bytes;
    return over;
  }

  /** Forgets a page that is sent or cut; false when it is not here any more. */
  synchronized boolean remove(Page page) {
    boolean removed = pages.remove(page);
    if (removed) {
      bytes -= page.bytes;
    }
    return removed;
  }
}
