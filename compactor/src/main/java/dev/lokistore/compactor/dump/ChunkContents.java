package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.Salvaged;
import dev.lokistore.chunk.SalvagedBlock;
import dev.lokistore.chunk.SalvagedChunk;
import dev.lokistore.chunk.StructuredMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is in a chunk: {@code chunk.json}, and its entries with the place of each. Sound entries, doubtful ones and
 * gaps are in files of their own; the last two are there only if there are any.
 */
final class ChunkContents {
    private final DumpTarget target;
    private final String folder;
    private final DumpSubject subject;
    private final Redaction redaction;
    private final SalvagedChunk chunk;
    private final List<Integer> rawSizes = new ArrayList<>();
    private final List<Salvaged.Gap> gaps = new ArrayList<>();
    private long sound;
    private long doubtful;
    private long withoutMetadata;

    ChunkContents(DumpTarget target, String folder, DumpSubject subject, Redaction redaction, SalvagedChunk chunk) {
        this.target = target;
        this.folder = folder;
        this.subject = subject;
        this.redaction = redaction;
        this.chunk = chunk;
    }

    long soundEntries() {
        return sound;
    }

    long doubtfulEntries() {
        return doubtful;
    }

    int gapCount() {
        return gaps.size();
    }

    /** @param findings takes what is wrong inside of blocks */
    List<DumpedFile> write(int checksum, List<DumpFinding> findings) throws IOException {
        List<DumpedFile> files = new ArrayList<>();
        try (DumpFile entries = create(DumpNames.ENTRIES);
                LazyFile doubts = new LazyFile(DumpNames.DOUBTFUL)) {
            writeEntries(new DumpJson(entries), doubts);
            for (Salvaged.Gap gap : gaps) {
                findings.add(new DumpFinding("gap", gap.fromOffset(), "block " + gap.block() + ": " + gap.reason()));
            }
            if (withoutMetadata > 0) {
                findings.add(new DumpFinding(
                        "metadata-lost", null, "structured metadata of " + withoutMetadata + " entries is lost"));
            }
            files.add(writeChunk(checksum));
            doubts.done(files);
            files.add(entries.done());
        }
        if (!gaps.isEmpty()) {
            files.add(writeGaps());
        }
        return files;
    }

    private DumpFile create(String name) throws IOException {
        return target.create(folder + "/" + name);
    }

    /** A file that is made when something is written to it. */
    private final class LazyFile implements AutoCloseable {
        private final String name;
        private @Nullable DumpFile file;
        private @Nullable DumpJson json;

        LazyFile(String name) {
            this.name = name;
        }

        DumpJson json() throws IOException {
            DumpJson writer = json;
            if (writer == null) {
                DumpFile made = create(name);
                writer = new DumpJson(made);
                file = made;
                json = writer;
            }
            return writer;
        }

        void done(List<DumpedFile> files) throws IOException {
            if (file != null) {
                files.add(file.done());
            }
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }

    private void writeEntries(DumpJson entries, LazyFile doubts) throws IOException {
        List<SalvagedBlock> blocks = chunk.blocks();
        for (int place = 0; place < blocks.size(); place++) {
            SalvagedBlock block = blocks.get(place);
            rawSizes.add(chunk.forEach(place, part -> {
                if (part instanceof Salvaged.Gap gap) {
                    gaps.add(gap);
                } else if (part instanceof Salvaged.Entry entry) {
                    sound += entry.sound() ? 1 : 0;
                    doubtful += entry.sound() ? 0 : 1;
                    withoutMetadata += entry.sound() && entry.metadata() == null ? 1 : 0;
                    writeEntry(entry.sound() ? entries : doubts.json(), block, entry);
                }
            }));
        }
    }

    private void writeEntry(DumpJson json, SalvagedBlock block, Salvaged.Entry entry) throws IOException {
        json.start();
        json.text("objectKey", redaction.key(subject.objectKey()));
        json.text("etag", etag());
        json.number("block", entry.block());
        json.number("offset", entry.rawOffset());
        json.number("length", entry.rawLength());
        json.number("lineOffset", entry.lineOffset());
        json.number("lineLength", entry.line().length);
        json.text("crc", ObjectDump.state(block));
        json.number("ts", entry.timestampNanos());
        json.bytes("line", redaction.value(entry.line()));
        StructuredMetadata metadata = entry.metadata();
        if (metadata == null) {
            json.flag("metadataLost", true);
        } else if (!metadata.isEmpty()) {
            writeMetadata(json, metadata);
        }
        json.end();
    }

    /** A name may come twice, which an object cannot hold: then all pairs are there too. */
    private void writeMetadata(DumpJson json, StructuredMetadata metadata) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < metadata.size(); i++) {
            String value = redaction.value(metadata.value(i));
            values.put(metadata.name(i), value);
            pairs.add(metadata.name(i));
            pairs.add(value);
        }
        json.texts("metadata", values);
        if (values.size() < metadata.size()) {
            json.texts("metadataPairs", pairs);
        }
    }

    private @Nullable String etag() {
        return redaction.hides() ? null : subject.etag();
    }

    private DumpedFile writeGaps() throws IOException {
        try (DumpFile file = create(DumpNames.GAPS)) {
            DumpJson json = new DumpJson(file);
            for (Salvaged.Gap gap : gaps) {
                json.start();
                json.text("objectKey", redaction.key(subject.objectKey()));
                json.text("etag", etag());
                json.number("block", gap.block());
                json.number("fromOffset", gap.fromOffset());
                json.number("toOffset", gap.toOffset());
                json.nanos("from", gap.fromNanos());
                json.nanos("through", gap.throughNanos());
                json.number("doubtfulEntries", gap.doubtful());
                json.text("reason", redaction.problem(gap.reason()));
                json.end();
            }
            return file.done();
        }
    }

    private DumpedFile writeChunk(int checksum) throws IOException {
        try (DumpFile file = create(DumpNames.CHUNK)) {
            DumpJson json = new DumpJson(file);
            json.start();
            json.text("objectKey", redaction.key(subject.objectKey()));
            json.text("etag", etag());
            writeHeader(json);
            json.text("checksum", redaction.hex(Integer.toHexString(checksum)));
            json.number("format", chunk.formatVersion());
            json.text("codec", chunk.codec().lokiName());
            json.number("storedBytes", subject.content().size());
            json.number("entries", sound);
            json.number("doubtfulEntries", doubtful);
            json.startArray("faults");
            for (var fault : chunk.faults()) {
                json.start();
                json.number("offset", fault.offset());
                json.text("problem", redaction.problem(fault.problem()));
                json.end();
            }
            json.endArray();
            json.startArray("blocks");
            List<SalvagedBlock> blocks = chunk.blocks();
            for (int place = 0; place < blocks.size(); place++) {
                writeBlock(json, blocks.get(place), rawSizes.get(place));
            }
            json.endArray();
            json.end();
            return file.done();
        }
    }

    /** Members are null where the header is lost. */
    private void writeHeader(DumpJson json) throws IOException {
        ChunkHeader header = chunk.header().orElse(null);
        json.text(
                "tenant",
                header == null ? null : redaction.value(header.tenant().value()));
        json.text("fingerprint", header == null ? null : redaction.hex(Long.toHexString(header.fingerprint())));
        if (header == null) {
            json.text("labels", null);
        } else {
            Map<String, String> labels = new LinkedHashMap<>();
            header.labels().asMap().forEach((name, value) -> labels.put(name, redaction.value(value)));
            json.texts("labels", labels);
        }
        json.millis("from", header == null ? null : header.fromMillis());
        json.millis("through", header == null ? null : header.throughMillis());
        json.number("encoding", header == null ? null : Long.valueOf(header.encoding()));
    }

    /** What the table says is null where the table is lost. */
    private void writeBlock(DumpJson json, SalvagedBlock block, int decompressedBytes) throws IOException {
        BlockMeta row = block.row();
        json.start();
        json.number("index", block.index());
        json.number("offset", block.offset());
        json.number("storedBytes", block.storedBytes());
        json.number("decompressedBytes", decompressedBytes);
        json.number("rawBytes", row == null ? null : row.rawBytes());
        json.number("entries", row == null ? null : row.entries());
        json.nanos("from", row == null ? null : row.minTimeNanos());
        json.nanos("through", row == null ? null : row.maxTimeNanos());
        json.text("crc", ObjectDump.state(block));
        if (!redaction.hides()) {
            Integer stored = block.storedCrc();
            json.text("storedCrc", stored == null ? null : Integer.toHexString(stored));
            json.text("computedCrc", Integer.toHexString(block.computedCrc()));
        }
        json.flag("sound", block.sound());
        String fault = block.fault();
        if (fault != null) {
            json.text("fault", redaction.problem(fault));
        }
        json.end();
    }
}
