package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the rows of each series must say together. */
final class SeriesCheck {
    /** Takes faults of a file by its number. */
    interface Faults {
        void fault(int file, FileFault fault);
    }

    /** Where a row is. */
    private record Spot(int file, long position) {}

    private final RowRules rules;
    private final Faults faults;
    private final BoltdbCheck.SeriesSink sink;

    // of the series
    private String id = "";
    private @Nullable Spot namesAt;
    private @Nullable Set<String> names;
    private boolean namesTold; // what is wrong with them
    private boolean rowsSeen;

    // of the series' tenant and day
    private TenantId tenant = TenantId.of("-");
    private long day;
    private boolean open;
    private @Nullable Spot seriesAt;
    private @Nullable Spot labelAt;
    private @Nullable Spot chunkAt;
    private boolean labelsUnsure;
    private final Map<String, String> labels = new TreeMap<>();
    private final List<IndexedChunk> chunks = new ArrayList<>();

    SeriesCheck(RowRules rules, Faults faults, BoltdbCheck.SeriesSink sink) {
        this.rules = rules;
        this.faults = faults;
        this.sink = sink;
    }

    void run(SeriesFacts.Cursor facts) throws IOException {
        while (facts.next()) {
            if (!facts.seriesId().equals(id)) {
                endSeries();
                id = facts.seriesId();
            }
            if (facts.type() == RowType.LABEL_NAMES) {
                names(facts);
                continue;
            }
            if (!open || !facts.tenant().equals(tenant) || facts.day() != day) {
                endDay();
                open = true;
                tenant = facts.tenant();
                day = facts.day();
            }
            take(facts);
        }
        endSeries();
    }

    private void names(SeriesFacts.Cursor facts) throws IOException {
        Spot spot = new Spot(facts.file(), facts.position());
        Optional<Set<String>> found = LabelNames.tryParse(facts.value());
        if (found.isEmpty()) {
            namesTold = true;
            fault(
                    Kind.ROW_LABEL_NAMES,
                    spot,
                    "label names of series " + id + ": expected a JSON array of strings, found something else");
        } else if (names == null) {
            names = found.get();
            namesAt = spot;
        }
    }

    private void take(SeriesFacts.Cursor facts) {
        Spot spot = new Spot(facts.file(), facts.position());
        switch (facts.type()) {
            case SERIES -> seriesAt = seriesAt == null ? spot : seriesAt;
            case LABEL -> label(facts, spot);
            default -> {
                ChunkRef ref = facts.ref();
                int last = chunks.size() - 1;
                if (last < 0 || !chunks.get(last).ref().equals(ref)) {
                    chunks.add(new IndexedChunk(ref, null));
                }
                chunkAt = chunkAt == null ? spot : chunkAt;
            }
        }
    }

    private void label(SeriesFacts.Cursor facts, Spot spot) {
        labelAt = labelAt == null ? spot : labelAt;
        if (!facts.sound()) {
            labelsUnsure = true; // told already
            return;
        }
        String before = labels.putIfAbsent(facts.label(), facts.labelValue());
        if (before != null && !before.equals(facts.labelValue())) {
            labelsUnsure = true;
            fault(
                    Kind.ROW_LABELS,
                    spot,
                    "label " + facts.label() + " of series " + id + ": expected one value, found two");
        }
    }

    private void endDay() throws IOException {
        if (!open) {
            return;
        }
        rowsSeen = true;
        if (chunkAt != null) {
            Labels known = judge(chunkAt);
            if (seriesAt == null) {
                fault(
                        Kind.ROW_SERIES,
                        chunkAt,
                        "rows of series " + id + ": expected its series row beside those of its chunks, found none");
            }
            sink.series(new IndexedSeries(tenant, known, chunks));
        } else {
            leftOver(seriesAt == null ? labelAt : seriesAt);
        }
        open = false;
        seriesAt = null;
        labelAt = null;
        chunkAt = null;
        labelsUnsure = false;
        labels.clear();
        chunks.clear();
    }

    private void leftOver(@Nullable Spot spot) {
        if (spot != null) {
            fault(
                    Kind.ROW_LEFT_OVER,
                    spot,
                    "rows of series " + id + ": expected those of its chunks with them, found none");
        }
    }

    /** The series' labels; null if they are not known. */
    private @Nullable Labels judge(Spot chunk) {
        if (labelsUnsure) {
            return null;
        }
        Labels found = Labels.of(labels);
        Set<String> stated = names;
        if (SeriesId.of(found).equals(id)) {
            checkNames(stated, chunk);
        } else if (stated == null ? LabelCheck.isAscii(labels.values()) : !stated.equals(labels.keySet())) {
            // another Unicode version quotes other characters, so that another hash alone proves nothing
            Object wanted = stated == null ? "labels with this hash" : "the labels " + new TreeSet<>(stated);
            fault(Kind.ROW_LABELS, chunk, "label rows of series " + id + ": expected " + wanted + ", found " + found);
            return null;
        }
        checkFingerprints(found, chunk);
        return found;
    }

    private void checkNames(@Nullable Set<String> stated, Spot chunk) {
        if (namesTold) {
            return;
        }
        if (stated == null && rules.hasLabelNames()) {
            namesTold = true;
            fault(
                    Kind.ROW_LABEL_NAMES,
                    chunk,
                    "rows of series " + id + ": expected that of its label names with them, found none");
        } else if (stated != null && !stated.equals(labels.keySet()) && namesAt != null) {
            namesTold = true;
            fault(
                    Kind.ROW_LABEL_NAMES,
                    namesAt,
                    "label names of series " + id + ": expected " + labels.keySet() + ", found "
                            + new TreeSet<>(stated));
        }
    }

    private void checkFingerprints(Labels found, Spot chunk) {
        for (IndexedChunk one : chunks) {
            if (!Fingerprints.isPlausible(one.ref().fingerprint(), found)) {
                fault(
                        Kind.FINGERPRINT,
                        chunk,
                        "fingerprint of series " + found + ": expected " + Long.toHexString(Fingerprints.of(found))
                                + ", the hash of its labels, found "
                                + one.ref().fingerprintHex());
                return;
            }
        }
    }

    private void endSeries() throws IOException {
        endDay();
        if (!rowsSeen) {
            leftOver(namesAt);
        }
        rowsSeen = false;
        names = null;
        namesAt = null;
        namesTold = false;
    }

    private void fault(Kind kind, Spot spot, String message) {
        faults.fault(spot.file(), new FileFault(kind, spot.position(), message));
    }
}
