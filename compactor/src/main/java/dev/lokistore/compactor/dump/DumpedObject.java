package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.SalvagedChunk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that is in the dump.
 *
 * @param folder inside the dump
 * @param sha256 of the object; null if the dump hides values
 * @param chunk null if nothing in it looks like one
 * @param contents what was written of the chunk; null without one
 */
record DumpedObject(
        DumpSubject subject,
        String folder,
        @Nullable String sha256,
        @Nullable SalvagedChunk chunk,
        @Nullable ChunkContents contents,
        List<DumpFinding> findings,
        List<DumpedFile> files) {
    DumpedObject {
        findings = List.copyOf(findings);
        files = List.copyOf(files);
    }

    /** {@code sound}, {@code damaged} or {@code no-chunk}. */
    String state() {
        if (chunk == null) {
            return "no-chunk";
        }
        return findings.isEmpty() ? "sound" : "damaged";
    }

    @Nullable
    ChunkHeader header() {
        return chunk == null ? null : chunk.header().orElse(null);
    }

    DumpTotals totals() {
        boolean other = chunk == null;
        boolean sound = !other && findings.isEmpty();
        return new DumpTotals(
                1,
                sound ? 1 : 0,
                !other && !sound ? 1 : 0,
                other ? 1 : 0,
                0,
                subject.content().size(),
                contents == null ? 0 : contents.soundEntries(),
                contents == null ? 0 : contents.doubtfulEntries(),
                contents == null ? 0 : contents.gapCount(),
                findings.size(),
                files.size());
    }
}
