package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.Salvaged;
import dev.lokistore.chunk.SalvagedChunk;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@code chunk --salvage} shows. */
final class ChunkSalvage {
    /** Stands where header and key both do not say whose the chunk is. */
    private static final TenantId UNKNOWN = TenantId.of("unknown");

    /** What is left of a chunk, counted. */
    private record Left(
            ChunkSubject subject,
            SalvagedChunk chunk,
            long soundEntries,
            long doubtfulEntries,
            long withoutMetadata,
            List<Salvaged.Gap> gaps) {
        <T> @Nullable T header(Function<ChunkHeader, T> field) {
            return chunk.header().map(field).orElse(null);
        }
    }

    private static final RecordView<Salvaged.Gap> GAP_VIEW = RecordView.<Salvaged.Gap>builder()
            .count("block", gap -> (long) gap.block())
            .count("fromOffset", Salvaged.Gap::fromOffset)
            .count("toOffset", Salvaged.Gap::toOffset)
            .field("from", FieldKind.NANOS, Shown.ALWAYS, Salvaged.Gap::fromNanos)
            .field("through", FieldKind.NANOS, Shown.ALWAYS, Salvaged.Gap::throughNanos)
            .count("doubtfulEntries", Salvaged.Gap::doubtful)
            .text("reason", Salvaged.Gap::reason)
            .build();

    private static final RecordView<CorruptDataException> FAULT_VIEW = RecordView.<CorruptDataException>builder()
            .count("offset", CorruptDataException::offset)
            .text("problem", CorruptDataException::problem)
            .build();

    private static final RecordView<Left> VIEW = RecordView.<Left>builder()
            .text("key", left -> left.subject().key())
            .field(
                    "objectKey",
                    FieldKind.TEXT,
                    Shown.WIDE,
                    left -> left.subject().objectKey())
            .field(
                    "tenant",
                    FieldKind.TEXT,
                    Shown.ALWAYS,
                    left -> left.header(header -> header.tenant().value()))
            .field(
                    "fingerprint",
                    FieldKind.TEXT,
                    Shown.ALWAYS,
                    left -> left.header(header -> Long.toHexString(header.fingerprint())))
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    left -> left.header(header -> header.labels().asMap()))
            .field("from", FieldKind.MILLIS, Shown.ALWAYS, left -> left.header(ChunkHeader::fromMillis))
            .field("through", FieldKind.MILLIS, Shown.ALWAYS, left -> left.header(ChunkHeader::throughMillis))
            .count("format", left -> (long) left.chunk().formatVersion())
            .text("codec", left -> left.chunk().codec().lokiName())
            .bytes("storedBytes", left -> left.subject().source().size())
            .count("blockCount", left -> (long) left.chunk().blockCount())
            .count("soundBlocks", left -> (long) left.chunk().soundBlockCount())
            .count("soundEntries", Left::soundEntries)
            .count("doubtfulEntries", Left::doubtfulEntries)
            .count("withoutMetadata", Left::withoutMetadata)
            .field(
                    "faults",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    left -> left.chunk().faults().stream()
                            .map(FAULT_VIEW::asMap)
                            .toList())
            .field(
                    "gaps",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    left -> left.gaps().stream().map(GAP_VIEW::asMap).toList())
            .build();

    private final Run run;
    private final ChunkSubject subject;
    private final SalvagedChunk chunk;

    /** @throws CorruptDataException if nothing in it looks like a chunk */
    ChunkSalvage(Run run, ChunkSubject subject) throws IOException {
        this.run = run;
        this.subject = subject;
        this.chunk = ChunkSalvager.salvage(subject.source(), ChunkLimits.DEFAULT);
    }

    void print() throws IOException {
        Left left = count();
        run.renderOne(VIEW, left);
        if (run.human()) {
            rows(FAULT_VIEW, chunk.faults());
            rows(GAP_VIEW, left.gaps());
        }
        if (!chunk.sound()) {
            run.alarm();
        }
    }

    private <T> void rows(RecordView<T> view, List<T> records) throws IOException {
        if (records.isEmpty()) {
            return;
        }
        run.out().println();
        try (RowWriter<T> rows = run.rendering().rows(view)) {
            for (T row : records) {
                rows.write(row);
            }
        }
    }

    private Left count() throws IOException {
        long[] counts = new long[3];
        List<Salvaged.Gap> gaps = new ArrayList<>();
        chunk.forEach(part -> {
            if (part instanceof Salvaged.Gap gap) {
                gaps.add(gap);
            } else if (part instanceof Salvaged.Entry entry) {
                counts[entry.sound() ? 0 : 1]++;
                counts[2] += entry.sound() && entry.metadata() == null ? 1 : 0;
            }
        });
        return new Left(subject, chunk, counts[0], counts[1], counts[2], gaps);
    }

    /** Those of sound blocks, or those of the others: never both. */
    void printEntries(boolean sound) throws IOException {
        chunk.faults().forEach(fault -> run.problems().report(subject.objectKey(), fault));
        List<Salvaged.Entry> entries = new ArrayList<>();
        chunk.forEach(part -> {
            if (part instanceof Salvaged.Gap gap) {
                run.problems().report(subject.objectKey(), gap.fault(subject.objectKey()));
            } else if (part instanceof Salvaged.Entry entry
                    && entry.sound() == sound
                    && run.range().contains(entry.timestampNanos())) {
                entries.add(entry);
            }
        });
        run.stopProgress();
        Labels labels = chunk.header().map(ChunkHeader::labels).orElse(Labels.EMPTY);
        try (SalvagedEntries stream = new SalvagedEntries(ref(), labels, entries);
                EntryWriter writer = EntryWriter.of(run, Selector.ALL)) {
            while (stream.next()) {
                writer.write(stream);
            }
        }
    }

    private ChunkRef ref() throws IOException {
        ChunkRef expected = subject.expected();
        Optional<ChunkHeader> header = chunk.header();
        if (header.isPresent()) {
            return subject.ref(header.get());
        }
        return expected != null ? expected : new ChunkRef(UNKNOWN, 0, 0, 0, 0);
    }
}
