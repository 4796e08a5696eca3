package dev.toolwatch;

import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** What the native executable asks of Linux. Not for the JVM: it cannot even load this class. */
final class Kernel {
  /** madvise(2): unmaps the pages; the next access reads them from the file again. */
  private static final int MADV_DONTNEED = 4;

  /** madvise(2), since Linux 5.4: the first pages to be reclaimed when memory is short. */
  private static final int MADV_COLD = 20;

  private Kernel() {}

  /**
   * Unmaps pages of a file that the process has only read.
   *
   * @param address a multiple of the size of a page
   * @param length in bytes
   * @return whether the kernel has done it
   */
  static boolean release(long address, long length) {
    PointerBase start = WordFactory.pointer(address);
    UnsignedWord bytes = WordFactory.unsigned(length);
    // Older kernels refuse this one, and the pages are merely unmapped.
    int unused = madvise(start, bytes, MADV_COLD);
    return madvise(start, bytes, MADV_DONTNEED) == 0;
  }

  @CFunction("madvise")
  private static native int madvise(PointerBase start, UnsignedWord length, int advice);
}
