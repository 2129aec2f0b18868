package dev.lokistore.compactor.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a change to a store is going to do: everything is in it, so that it can be read before, carried out later, and
 * carried on after a crash. Tasks are read from the file one at a time. Safe for use by several threads; the file must not
 * change while it is used.
 */
public final class Plan {
    /** A task's bytes, some 150 for each chunk it names. */
    private static final int MAX_LINE = 1 << 30;

    private final Path file;
    private final PlanId id;
    private final PlanHeader header;
    private final Totals totals;
    private final long[] ends;
    private final long firstTask;

    private Plan(Path file, PlanId id, Lines lines) throws IOException {
        this.file = file;
        this.id = id;
        this.header = parse(member(lines.header, PlanFormat.HEADER), PlanHeader.class);
        this.totals = parse(member(lines.totals, PlanFormat.TOTALS), Totals.class);
        this.firstTask = lines.firstTask;
        this.ends = lines.ends;
    }

    /**
     * Opens a plan and checks that it is whole and as it was written.
     *
     * @throws PlanException if it is not
     * @throws NoSuchPlanException if there is no such file
     */
    public static Plan open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new PlanException(file + " is a folder, and no plan of Lokistore");
        }
        MessageDigest digest = PlanFormat.digest();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            PlanId stated = readId(file, in);
            Lines lines = Lines.read(file, in, digest);
            PlanId found = PlanFormat.id(digest);
            if (!found.equals(stated)) {
                throw new PlanException("the plan " + file + " was changed after it was made: its content has the id "
                        + found + ", it says " + stated + ". Make the plan anew");
            }
            return new Plan(file, stated, lines);
        } catch (NoSuchFileException e) {
            throw new NoSuchPlanException("there is no plan " + file);
        }
    }

    private static PlanId readId(Path file, InputStream in) throws IOException {
        int before = PlanFormat.BEFORE_ID.length();
        byte[] start = in.readNBytes(before + PlanId.LENGTH + PlanFormat.AFTER_ID.length());
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(PlanFormat.BEFORE_ID) || !text.endsWith(PlanFormat.AFTER_ID)) {
            throw text.startsWith("{\"lokistorePlan\":")
                    ? new PlanException(
                            "the plan " + file + " is of another version of Lokistore: this one reads version "
                                    + PlanFormat.VERSION + ". Make the plan anew")
                    : new PlanException(file + " is no plan of Lokistore");
        }
        try {
            return PlanId.of(text.substring(before, before + PlanId.LENGTH));
        } catch (IllegalArgumentException e) {
            throw new PlanException(file + " is no plan of Lokistore: " + e.getMessage());
        }
    }

    /** Where its lines are; the task at n ends at {@code ends[n]}, without what separates it from the next. */
    private record Lines(byte[] header, byte[] totals, long firstTask, long[] ends) {
        static Lines read(Path file, InputStream in, MessageDigest digest) throws IOException {
            LineReader reader = new LineReader(file, in, digest);
            byte[] header = reader.line();
            byte[] totals = reader.line();
            if (!Arrays.equals(reader.line(), PlanFormat.bytes(PlanFormat.TASKS.strip()))) {
                throw damaged(file);
            }
            int start = PlanFormat.BEFORE_ID.length() + PlanId.LENGTH + PlanFormat.AFTER_ID.length();
            long position = start + reader.position;
            long[] ends = new long[16];
            int count = 0;
            long end = reader.skipLine();
            boolean last = false;
            while (!last) {
                if (count == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * count);
                }
                last = reader.endedWithout(',');
                ends[count++] = start + end - (last ? 0 : 1);
                if (!last) {
                    end = reader.skipLine();
                }
            }
            if (!Arrays.equals(reader.line(), PlanFormat.bytes(PlanFormat.END.strip())) || !reader.atEnd()) {
                throw damaged(file);
            }
            // a plan without tasks has an empty line
            boolean empty = count == 1 && ends[0] == position;
            return new Lines(header, totals, position, empty ? new long[0] : Arrays.copyOf(ends, count));
        }
    }

    private static PlanException damaged(Path file) {
        return new PlanException("the plan " + file + " is cut off or damaged: make it anew");
    }

    /** Reads lines and digests every byte. */
    private static final class LineReader {
        private final Path file;
        private final InputStream in;
        private final MessageDigest digest;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long position;
        private int before;

        LineReader(Path file, InputStream in, MessageDigest digest) {
            this.file = file;
            this.in = in;
            this.digest = digest;
        }

        byte[] line() throws IOException {
            line.reset();
            for (int b = read(); b != '\n'; b = read()) {
                line.write(b);
            }
            return line.toByteArray();
        }

        /** @return the position of the line's end, without its line feed */
        long skipLine() throws IOException {
            before = '\n';
            int b = read();
            while (b != '\n') {
                before = b;
                b = read();
            }
            return position - 1;
        }

        boolean endedWithout(char c) {
            return before != c;
        }

        boolean atEnd() throws IOException {
            return in.read() < 0;
        }

        private int read() throws IOException {
            int b = in.read();
            if (b < 0) {
                throw damaged(file);
            }
            digest.update((byte) b);
            position++;
            return b;
        }
    }

    private byte[] member(byte[] line, String name) throws PlanException {
        String text = new String(line, StandardCharsets.UTF_8);
        if (!text.startsWith(name) || !text.endsWith(",")) {
            throw damaged(file);
        }
        return PlanFormat.bytes(text.substring(name.length(), text.length() - 1));
    }

    private <T> T parse(byte[] bytes, Class<T> type) throws IOException {
        try {
            return PlanJson.read(bytes, type);
        } catch (JsonProcessingException e) {
            throw new PlanException("the plan " + file
                    + " cannot be read, perhaps an older or newer Lokistore made it. Make it anew; if it was begun, let"
                    + " that version finish it with 'apply --resume " + id + "' or take it back with 'undo " + id
                    + "': "
                    + e.getOriginalMessage());
        }
    }

    public PlanId id() {
        return id;
    }

    public PlanHeader header() {
        return header;
    }

    public Totals totals() {
        return totals;
    }

    public int taskCount() {
        return ends.length;
    }

    /** A task, read from the file. */
    public PlanTask task(int number) throws IOException {
        // behind the task before stand a comma and a line feed
        long start = number == 0 ? firstTask : ends[number - 1] + PlanFormat.BETWEEN_TASKS.length();
        long length = ends[number] - start;
        if (length > MAX_LINE) {
            throw new PlanException("task " + number + " of the plan " + file + " is too large");
        }
        byte[] bytes = new byte[(int) length];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(start);
            in.readFully(bytes);
        }
        return parse(bytes, PlanTask.class);
    }

    /** The file, to be copied. */
    public Path file() {
        return file;
    }
}
