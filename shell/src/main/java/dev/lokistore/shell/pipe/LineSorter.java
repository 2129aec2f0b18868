package dev.lokistore.shell.pipe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Sorts lines, stably, in bounded memory: what does not fit lies in sorted temporary files until it is merged. */
final class LineSorter implements Closeable {
    /** Takes a line. */
    interface Taker {
        void take(byte[] line) throws IOException;
    }

    private static final long MEMORY_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);
    /** What an array takes besides its content. */
    private static final int OVERHEAD_BYTES = 24;

    private final Comparator<byte[]> order;
    private final long memoryBytes;
    private final List<Path> files = new ArrayList<>();
    private List<byte[]> lines = new ArrayList<>();
    private long bytes;

    LineSorter(Comparator<byte[]> order) {
        this(order, MEMORY_BYTES);
    }

    LineSorter(Comparator<byte[]> order, long memoryBytes) {
        this.order = order;
        this.memoryBytes = memoryBytes;
    }

    void add(byte[] line) throws IOException {
        lines.add(line);
        bytes += line.length + OVERHEAD_BYTES;
        if (bytes > memoryBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        lines.sort(order);
        Path file = Files.createTempFile("lokistore-", ".sort");
        files.add(file);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (byte[] line : lines) {
                out.writeInt(line.length);
                out.write(line);
            }
        }
        lines = new ArrayList<>();
        bytes = 0;
    }

    void forEach(Taker taker) throws IOException {
        lines.sort(order);
        if (files.isEmpty()) {
            for (byte[] line : lines) {
                taker.take(line);
            }
            return;
        }
        spill();
        List<Run> runs = new ArrayList<>();
        try {
            for (Path file : files) {
                runs.add(new Run(runs.size(), file));
            }
            merge(runs, taker);
        } finally {
            for (Run run : runs) {
                run.close();
            }
        }
    }

    private void merge(List<Run> runs, Taker taker) throws IOException {
        // earlier runs first where lines are equal
        Comparator<Run> byLine = (a, b) -> order.compare(a.line, b.line);
        PriorityQueue<Run> queue = new PriorityQueue<>(byLine.thenComparingInt(run -> run.number));
        for (Run run : runs) {
            if (run.next()) {
                queue.add(run);
            }
        }
        while (!queue.isEmpty()) {
            Run first = queue.remove();
            taker.take(first.line);
            if (first.next()) {
                queue.add(first);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static final class Run implements Closeable {
        private final int number;
        private final DataInputStream in;
        private long left;
        private byte[] line = new byte[0];

        Run(int number, Path file) throws IOException {
            this.number = number;
            this.left = Files.size(file);
            // its name goes now, so that nothing is left behind however this ends
            this.in = new DataInputStream(new BufferedInputStream(
                    Files.newInputStream(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)));
        }

        boolean next() throws IOException {
            if (left == 0) {
                return false;
            }
            line = new byte[in.readInt()];
            in.readFully(line);
            left -= Integer.BYTES + line.length;
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
