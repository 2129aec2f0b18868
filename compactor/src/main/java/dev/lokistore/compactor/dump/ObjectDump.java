package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.SalvagedBlock;
import dev.lokistore.chunk.SalvagedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the files of one object, and finds out what is in it. */
final class ObjectDump {
    private static final int PIECE_BYTES = 1 << 20;

    private final DumpTarget target;
    private final String folder;
    private final DumpSubject subject;
    private final Redaction redaction;
    private final List<DumpFinding> findings = new ArrayList<>();
    private final List<DumpedFile> files = new ArrayList<>();

    /** @param folder of the object, inside the dump */
    ObjectDump(DumpTarget target, String folder, DumpSubject subject, Redaction redaction) {
        this.target = target;
        this.folder = folder;
        this.subject = subject;
        this.redaction = redaction;
    }

    DumpedObject write() throws IOException {
        int checksum = ChunkReader.checksum(subject.content());
        SalvagedChunk chunk = salvage();
        ChunkContents contents = null;
        if (chunk != null) {
            compare(chunk, checksum);
            contents = new ChunkContents(target, folder, subject, redaction, chunk);
            files.addAll(contents.write(checksum, findings));
        }
        String sha256 = null;
        if (!redaction.hides()) {
            DumpedFile raw = raw();
            files.add(raw);
            sha256 = raw.sha256();
        }
        return new DumpedObject(subject, folder, sha256, chunk, contents, findings, files);
    }

    /** Null if nothing in it looks like a chunk. */
    private @Nullable SalvagedChunk salvage() throws IOException {
        try {
            return ChunkSalvager.salvage(subject.content(), ChunkLimits.DEFAULT);
        } catch (CorruptDataException e) {
            findings.add(new DumpFinding("no-chunk", e.offset(), e.problem()));
            return null;
        }
    }

    private void compare(SalvagedChunk chunk, int checksum) {
        ChunkRef expected = subject.expected();
        chunk.faults().forEach(fault -> findings.add(DumpFinding.of(fault)));
        if (expected == null) {
            return;
        }
        if (expected.checksum() != checksum) {
            findings.add(new DumpFinding(
                    "checksum",
                    null,
                    "checksum of the object: expected " + expected.checksumHex() + ", found "
                            + Integer.toHexString(checksum)));
        }
        ChunkHeader header = chunk.header().orElse(null);
        if (header != null) {
            differs("tenant", expected.tenant(), header.tenant());
            differs("fingerprint", expected.fingerprintHex(), Long.toHexString(header.fingerprint()));
            differs("from", expected.fromMillis(), header.fromMillis());
            differs("through", expected.throughMillis(), header.throughMillis());
        }
    }

    private void differs(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            findings.add(new DumpFinding("identity", null, what + ": expected " + expected + ", found " + found));
        }
    }

    private DumpedFile raw() throws IOException {
        ByteSource content = subject.content();
        try (DumpFile file = target.create(folder + "/" + DumpNames.OBJECT)) {
            byte[] piece = new byte[(int) Math.min(PIECE_BYTES, content.size())];
            for (long at = 0; at < content.size(); at += piece.length) {
                int length = (int) Math.min(piece.length, content.size() - at);
                content.read(at, piece, 0, length);
                file.write(piece, 0, length);
            }
            return file.done();
        }
    }

    /** As {@code chunk.json} and the manifest write it. */
    static String state(SalvagedBlock block) {
        return switch (block.crcState()) {
            case OK -> "ok";
            case WRONG -> "wrong";
            case MISSING -> "missing";
        };
    }
}
