package dev.lokistore.shell.pipe;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tail}. */
@Command(name = "tail", description = "The last lines.")
final class TailFilter implements Filter {
    @Option(
            names = "-n",
            paramLabel = "N",
            description = "This many; -N is short for it; +N: from line N on. Default: 10")
    private String count = Long.toString(Filters.DEFAULT_LINES);

    @Override
    public LineSink onto(LineSink next) {
        long number;
        try {
            number = Long.parseLong(count.startsWith("+") ? count.substring(1) : count);
        } catch (NumberFormatException e) {
            throw new UsageException("tail: -n is '" + count + "' but must be a number");
        }
        Filters.checkCount("tail", number);
        return count.startsWith("+") ? from(number, next) : last(number, next);
    }

    private static LineSink from(long first, LineSink next) {
        return new LineSink() {
            private long number = 1;

            @Override
            public void accept(Line line) throws IOException {
                if (number++ >= first) {
                    next.accept(line);
                }
            }

            @Override
            public void end() throws IOException {
                next.end();
            }
        };
    }

    private static LineSink last(long count, LineSink next) {
        return new LineSink() {
            private final Deque<Line> lines = new ArrayDeque<>();

            @Override
            public void accept(Line line) {
                lines.add(line);
                if (lines.size() > count) {
                    lines.remove();
                }
            }

            @Override
            public void end() throws IOException {
                next.finish(() -> {
                    for (Line line : lines) {
                        next.accept(line);
                    }
                });
            }
        };
    }
}
