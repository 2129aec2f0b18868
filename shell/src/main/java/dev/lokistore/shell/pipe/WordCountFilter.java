package dev.lokistore.shell.pipe;

import java.io.IOException;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wc}. */
@Command(name = "wc", description = "Counts lines, words and bytes.")
final class WordCountFilter implements Filter {
    @Option(names = "-l", description = "Lines only")
    private boolean lines;

    @Option(names = "-w", description = "Words only")
    private boolean words;

    @Option(names = "-c", description = "Bytes only")
    private boolean bytes;

    @Override
    public LineSink onto(LineSink next) {
        return new LineSink() {
            private long lineCount;
            private long wordCount;
            private long byteCount;

            @Override
            public void accept(Line line) {
                lineCount++;
                byteCount += line.bytes().length + 1L;
                boolean inside = false;
                for (byte b : line.bytes()) {
                    boolean space = b == ' ' || b >= '\t' && b <= '\r';
                    wordCount += !space && !inside ? 1 : 0;
                    inside = !space;
                }
            }

            @Override
            public void end() throws IOException {
                boolean all = !lines && !words && !bytes;
                StringJoiner counts = new StringJoiner(" ");
                if (lines || all) {
                    counts.add(Long.toString(lineCount));
                }
                if (words || all) {
                    counts.add(Long.toString(wordCount));
                }
                if (bytes || all) {
                    counts.add(Long.toString(byteCount));
                }
                next.finish(() -> next.accept(Line.of(counts.toString())));
            }
        };
    }
}
