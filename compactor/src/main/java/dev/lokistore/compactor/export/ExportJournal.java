package dev.lokistore.compactor.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.plan.PlanJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records as lines of JSON in a file that grows. What a crash left of the last line is cut off. */
final class ExportJournal implements Closeable {
    private final Path file;
    private final FileOutputStream out;
    private long length;

    private ExportJournal(Path file, FileOutputStream out, long length) {
        this.file = file;
        this.out = out;
        this.length = length;
    }

    /** Takes records and where in the file they are. */
    @FunctionalInterface
    interface Reader {
        void take(ExportRecord record, LineSpan line);
    }

    /** Opens a journal, or begins one; the records that are in it already are given to the reader first. */
    static ExportJournal open(Path file, Reader reader) throws IOException {
        long length = Files.exists(file) ? read(file, reader) : 0;
        FileOutputStream out = new FileOutputStream(file.toFile(), true);
        try {
            out.getChannel().truncate(length);
            return new ExportJournal(file, out, length);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /**
     * Gives all whole lines.
     *
     * @return their length in bytes
     * @throws CorruptDataException if a line is no record
     * @throws ExportRefusedException if it is one that another version wrote
     */
    static long read(Path file, Reader reader) throws IOException {
        long length = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                long bytes = line.size() + 1;
                reader.take(parse(file, length, line.toByteArray()), new LineSpan(file, length, bytes));
                length += bytes;
                line.reset();
            }
        }
        return length;
    }

    /** What a line holds that was read or written before. */
    static ExportRecord read(LineSpan line) throws IOException {
        return parse(line.file(), line.offset(), line.read());
    }

    private static ExportRecord parse(Path file, long offset, byte[] line) throws IOException {
        try {
            return PlanJson.mapper().readValue(line, ExportRecord.class);
        } catch (MismatchedInputException e) {
            ExportRefusedException refused = new ExportRefusedException(
                    file + " is of another version of Lokistore: let that version go on with the export, or name a new"
                            + " folder (" + e.getOriginalMessage() + ")");
            refused.initCause(e);
            throw refused;
        } catch (IOException | IllegalArgumentException e) {
            String found = new String(line, 0, Math.min(line.length, 80), StandardCharsets.UTF_8);
            CorruptDataException corrupt =
                    new CorruptDataException(file.toString(), offset, "line", "a record of an export", found);
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** A record as a line, with its line feed. */
    static byte[] line(ExportRecord record) throws JsonProcessingException {
        return (PlanJson.mapper().writerFor(ExportRecord.class).writeValueAsString(record) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Where it is now. */
    LineSpan append(ExportRecord record) throws IOException {
        byte[] line = line(record);
        out.write(line);
        return appended(line.length);
    }

    /** Lines that are records already. */
    LineSpan append(LineSpan lines) throws IOException {
        lines.copyTo(out);
        return appended(lines.bytes());
    }

    private LineSpan appended(long bytes) {
        length += bytes;
        return new LineSpan(file, length - bytes, bytes);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
