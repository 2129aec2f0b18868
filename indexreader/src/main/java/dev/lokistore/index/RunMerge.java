package dev.lokistore.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several sorted runs as one; of rows with the same key, the first run's comes. Does not close or delete the runs. */
final class RunMerge implements Closeable {
    private static final Comparator<Head> ORDER = Comparator.<Head, byte[]>comparing(
                    head -> head.rows().key(), Arrays::compareUnsigned)
            .thenComparingInt(Head::number);

    private final PriorityQueue<Head> heads = new PriorityQueue<>(ORDER);
    private @Nullable Head current;
    private byte[] key = new byte[0];
    private byte[] value = new byte[0];

    private RunMerge() {}

    static RunMerge open(List<SortedRun> runs) throws IOException {
        RunMerge merge = new RunMerge();
        try {
            for (int i = 0; i < runs.size(); i++) {
                merge.advance(new Head(i, runs.get(i).read()));
            }
        } catch (IOException e) {
            merge.close();
            throw e;
        }
        return merge;
    }

    boolean next() throws IOException {
        while (true) {
            if (current != null) {
                Head head = current;
                current = null;
                advance(head);
            }
            current = heads.poll();
            if (current == null) {
                return false;
            }
            // no key is empty, so the first is new
            if (!Arrays.equals(current.rows().key(), key)) {
                key = current.rows().key();
                value = current.rows().value();
                return true;
            }
        }
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }

    private void advance(Head head) throws IOException {
        boolean more = false;
        try {
            more = head.rows().next();
        } finally {
            if (!more) {
                head.rows().close();
            }
        }
        if (more) {
            heads.add(head);
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.rows().close();
        }
        for (Head head : heads) {
            head.rows().close();
        }
    }

    private record Head(int number, SortedRun.Rows rows) {}
}
