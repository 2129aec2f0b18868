package dev.lokistore.index;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this thread allocates, as the JVM counts it: no more than that can be on the heap at once. */
public final class Allocation {
    /** What reading a hostile file may take at most. */
    public static final long HOSTILE_LIMIT_BYTES = 64L << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long thread = Thread.currentThread().getId();
    private final long before = threads.getThreadAllocatedBytes(thread);

    /** Since this was made. */
    public long bytes() {
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
