package dev.lokistore.shell.pipe;

import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters in a row, as the stream that a command writes to. Text that ends on a terminal is made safe there, since the
 * command did not know of the terminal.
 */
public final class Pipe extends OutputStream {
    private final List<LineSink> sinks;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final boolean drains;

    private Pipe(List<LineSink> sinks, boolean drains) {
        this.sinks = sinks;
        this.drains = drains;
    }

    /**
     * @param filters name and arguments of each, without the pager; may be empty
     * @param end where the lines go
     * @throws dev.lokistore.shell.UsageException if a filter is wrong
     */
    public static Pipe of(List<List<String>> filters, Output end, Style style) {
        List<LineSink> sinks = new ArrayList<>();
        sinks.add(end.terminal() ? new Screen(end, style) : new Plain(end));
        for (int i = filters.size() - 1; i >= 0; i--) {
            sinks.add(0, Filters.parse(filters.get(i)).onto(sinks.get(0)));
        }
        return new Pipe(sinks, false);
    }

    /** The same for a command that must not end because nobody wants more of its lines: they are dropped. */
    public Pipe draining() {
        return new Pipe(sinks, true);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (from[i] == '\n') {
                begun.write(from, start, i - start);
                start = i + 1;
                next();
            }
        }
        begun.write(from, start, offset + length - start);
    }

    private void next() throws IOException {
        byte[] line = begun.toByteArray();
        begun.reset();
        try {
            sinks.get(0).accept(Line.of(line));
        } catch (PipeClosedException e) {
            if (!drains) {
                throw e;
            }
        }
    }

    /** Tells the filters that nothing follows: some of them speak only then. */
    public void end() throws IOException {
        try {
            if (begun.size() > 0) {
                next();
            }
        } catch (PipeClosedException e) {
            // the last line is one that nobody wants
        }
        sinks.get(0).end();
    }

    /** After a failure as well. */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Closeable sink : sinks) {
            try {
                sink.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** For programs and files: as it is. */
    private record Plain(Output output) implements LineSink {
        @Override
        public void accept(Line line) throws IOException {
            output.bytes().write(line.bytes());
            output.bytes().write('\n');
        }

        @Override
        public void end() {
            output.flush();
        }
    }

    /** For eyes. */
    private record Screen(Output output, Style style) implements LineSink {
        @Override
        public void accept(Line line) {
            String text = line.text();
            int at = 0;
            for (Line.Range found : line.found()) {
                output.text().print(SafeText.escapeLine(text.substring(at, found.start())));
                output.text().print(style.alarm(SafeText.escapeLine(text.substring(found.start(), found.end()))));
                at = found.end();
            }
            output.text().println(SafeText.escapeLine(text.substring(at)));
        }

        @Override
        public void end() {
            output.flush();
        }
    }
}
