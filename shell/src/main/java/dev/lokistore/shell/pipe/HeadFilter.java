package dev.lokistore.shell.pipe;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code head}. */
@Command(name = "head", description = "The first lines. The command ends as soon as it has them.")
final class HeadFilter implements Filter {
    @Option(names = "-n", paramLabel = "N", description = "This many; -N is short for it. Default: 10")
    private long count = Filters.DEFAULT_LINES;

    @Override
    public LineSink onto(LineSink next) {
        Filters.checkCount("head", count);
        return new LineSink() {
            private long left = count;

            @Override
            public void accept(Line line) throws IOException {
                if (left == 0) {
                    throw new PipeClosedException();
                }
                left--;
                next.accept(line);
            }

            @Override
            public void end() throws IOException {
                next.end();
            }
        };
    }
}
