package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one part of a dump, object by object; see {@link DumpNames} for what is in it. The same objects in the same order
 * give the same bytes, unless values are hidden. One object is looked at at a time. Not thread-safe; closing it before
 * {@link #finish} leaves nothing.
 */
public final class StoreDump implements Closeable {
    static final int VERSION = 1;

    private final DumpTarget target;
    private final Redaction redaction;
    private final Problems problems;
    private final Path sums;
    private final OutputStream sumLines;
    private final DumpFile manifestFile;
    private final DumpJson manifest;
    private DumpTotals totals = DumpTotals.NOTHING;
    private long objects;

    /**
     * @param target is closed with this
     * @param temporary a folder for a list of the files
     * @param problems told of what is wrong with objects; all of it is in the dump too
     */
    public StoreDump(DumpTarget target, DumpOrigin origin, Redaction redaction, Path temporary, Problems problems)
            throws IOException {
        this.target = target;
        this.redaction = redaction;
        this.problems = problems;
        this.sums = Files.createTempFile(temporary, "lokistore-sums-", ".tmp");
        this.sumLines = new BufferedOutputStream(Files.newOutputStream(sums));
        this.manifestFile = target.create(target.part() + "/" + DumpNames.MANIFEST);
        this.manifest = new DumpJson(manifestFile);
        writeOrigin(origin);
    }

    private void writeOrigin(DumpOrigin origin) throws IOException {
        boolean hides = redaction.hides();
        manifest.start();
        manifest.number("lokistoreDump", VERSION);
        manifest.text("part", target.part());
        manifest.text("previousSeal", target.previousSeal().isEmpty() ? null : target.previousSeal());
        manifest.text("tool", origin.tool());
        manifest.texts("command", hides ? List.of("dump", "--redact") : origin.command());
        manifest.text("store", hides ? null : origin.store());
        manifest.text("root", hides ? null : origin.root());
        manifest.texts(
                "tenants", origin.tenants().stream().map(redaction::value).toList());
        manifest.text("from", origin.from());
        manifest.text("to", origin.to());
        manifest.flag("redacted", hides);
        manifest.end();
    }

    /** Adds an object. What is wrong with it is written down and reported, and ends nothing. */
    public void add(DumpSubject subject) throws IOException {
        objects++;
        String folder = target.part() + "/" + DumpNames.object(objects);
        DumpedObject object = new ObjectDump(target, folder, subject, redaction).write();
        for (DumpedFile file : object.files()) {
            sumLines.write(file.sumLine().getBytes(StandardCharsets.US_ASCII));
        }
        totals = totals.plus(object.totals());
        for (DumpFinding finding : object.findings()) {
            Long offset = finding.offset();
            problems.report(
                    subject.objectKey(),
                    offset == null
                            ? new IOException(subject.objectKey() + ": " + finding.message())
                            : new CorruptDataException(subject.objectKey(), offset, finding.message()));
        }
        writeObject(object);
    }

    private void writeObject(DumpedObject object) throws IOException {
        DumpSubject subject = object.subject();
        ChunkHeader header = object.header();
        Instant modified = subject.lastModified();
        ChunkContents contents = object.contents();
        manifest.start();
        manifest.text("object", object.folder().substring(target.part().length() + 1));
        writeKeys(subject.key(), subject.objectKey(), subject.expected());
        manifest.text("etag", redaction.hides() ? null : subject.etag());
        manifest.millis("lastModified", modified == null || redaction.hides() ? null : modified.toEpochMilli());
        manifest.number("sizeBytes", subject.content().size());
        manifest.text("sha256", object.sha256());
        manifest.text("state", object.state());
        manifest.millis("from", header == null ? null : header.fromMillis());
        manifest.millis("through", header == null ? null : header.throughMillis());
        manifest.number("entries", contents == null ? null : Long.valueOf(contents.soundEntries()));
        manifest.number("doubtfulEntries", contents == null ? null : Long.valueOf(contents.doubtfulEntries()));
        writeFindings(object.findings());
        manifest.startArray("files");
        for (DumpedFile file : object.files()) {
            manifest.file(file);
        }
        manifest.endArray();
        manifest.end();
    }

    private void writeKeys(String key, String objectKey, @Nullable ChunkRef expected) throws IOException {
        String shown = key;
        if (redaction.hides()) {
            Optional<ChunkRef> ref = expected == null ? ChunkKeyScheme.tryParse(key) : Optional.of(expected);
            shown = ref.map(this::hidden).orElseGet(() -> redaction.key(key));
        }
        manifest.text("key", shown);
        manifest.text("objectKey", redaction.key(objectKey));
    }

    /** With the times left as they are. */
    private String hidden(ChunkRef ref) {
        return redaction.value(ref.tenant().value()) + "/" + redaction.hex(ref.fingerprintHex()) + "/"
                + Long.toHexString(ref.fromMillis()) + ":" + Long.toHexString(ref.throughMillis()) + ":"
                + redaction.hex(ref.checksumHex());
    }

    private void writeFindings(List<DumpFinding> findings) throws IOException {
        manifest.startArray("findings");
        for (DumpFinding finding : findings) {
            manifest.finding(new DumpFinding(finding.id(), finding.offset(), redaction.problem(finding.message())));
        }
        manifest.endArray();
    }

    /** Writes down that an object that was asked for could not be read, and reports it. */
    public void missing(String key, String objectKey, IOException cause) throws IOException {
        problems.report(objectKey, cause);
        totals = totals.plus(new DumpTotals(0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
        manifest.start();
        manifest.text("object", null);
        writeKeys(key, objectKey, null);
        manifest.text("state", "missing");
        String message = redaction.hides() ? "it could not be read" : String.valueOf(cause.getMessage());
        writeFindings(List.of(new DumpFinding("missing", null, message)));
        manifest.end();
    }

    /** Completes the part. */
    public DumpReport finish() throws IOException {
        manifest.start();
        manifest.startObject("totals");
        manifest.number("objects", totals.objects());
        manifest.number("sound", totals.sound());
        manifest.number("damaged", totals.damaged());
        manifest.number("noChunk", totals.others());
        manifest.number("missing", totals.missing());
        manifest.number("storedBytes", totals.storedBytes());
        manifest.number("entries", totals.entries());
        manifest.number("doubtfulEntries", totals.doubtfulEntries());
        manifest.number("gaps", totals.gaps());
        manifest.number("findings", totals.findings());
        manifest.number("files", totals.files());
        manifest.end();
        manifest.end();
        sumLines.write(manifestFile.done().sumLine().getBytes(StandardCharsets.US_ASCII));
        sumLines.close();
        return new DumpReport(target.part(), totals, target.finish(sums));
    }

    @Override
    public void close() throws IOException {
        manifestFile.close();
        sumLines.close();
        Files.deleteIfExists(sums);
        target.close();
    }
}
