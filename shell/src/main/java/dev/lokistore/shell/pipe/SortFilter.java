package dev.lokistore.shell.pipe;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sort}. */
@Command(name = "sort", description = "The lines in order.")
final class SortFilter implements Filter {
    @Option(names = "-r", description = "The other way round")
    private boolean reverse;

    @Option(names = "-n", description = "By number")
    private boolean numbers;

    @Option(names = "-h", description = "By size: 512 B, 1.2 KiB, 3M")
    private boolean sizes;

    @Option(names = "-f", description = "Upper and lower case are the same")
    private boolean foldCase;

    @Option(names = "-u", description = "Of equal ones only the first")
    private boolean unique;

    @Option(names = "-k", paramLabel = "N", description = "From field N on, counted from 1")
    private int field = 1;

    @Option(names = "-t", paramLabel = "CHAR", description = "What fields are separated by. Default: white space")
    private @Nullable Character separator;

    @Override
    public LineSink onto(LineSink next) {
        if (field < 1) {
            throw new UsageException("sort: -k is " + field + " but must be 1 or more");
        }
        if (numbers && sizes) {
            throw new UsageException("sort: -n and -h exclude each other");
        }
        SortKey.Kind kind = numbers ? SortKey.Kind.NUMBER : sizes ? SortKey.Kind.SIZE : SortKey.Kind.TEXT;
        Comparator<byte[]> byKey = new SortKey(field, separator, kind, foldCase).comparator();
        // equal keys by the whole line, as sort(1) does
        Comparator<byte[]> all = unique ? byKey : byKey.thenComparing(Arrays::compareUnsigned);
        return new Sorting(new LineSorter(reverse ? all.reversed() : all), unique ? byKey : null, next);
    }

    /** @param same null to keep equal lines */
    private record Sorting(LineSorter sorter, @Nullable Comparator<byte[]> same, LineSink next) implements LineSink {
        @Override
        public void accept(Line line) throws IOException {
            sorter.add(line.bytes());
        }

        @Override
        public void end() throws IOException {
            byte[][] last = new byte[1][];
            next.finish(() -> sorter.forEach(line -> {
                if (same == null || last[0] == null || same.compare(last[0], line) != 0) {
                    next.accept(Line.of(line));
                }
                last[0] = line;
            }));
        }

        @Override
        public void close() throws IOException {
            sorter.close();
        }
    }
}
