package dev.lokistore.compactor.proof;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers what a proof found, the like of it together. Not thread-safe. */
final class Evidence {
    /** What can be wrong. */
    enum Kind {
        RECEIPT_UNKNOWN(
                "receipt-unknown",
                Severity.ERROR,
                "the store keeps no hash of this receipt",
                "is it the store that the receipt is about? Else .lokistore/receipts/ was removed"),
        RECEIPT_TAMPERED(
                "receipt-tampered",
                Severity.ERROR,
                "the receipt is not as it was written: its SHA-256 is not the one that the store keeps",
                "'lokistore delete verify PLAN' reads the store's own copy"),
        RECEIPT_CONTRADICTION("receipt-contradiction", Severity.ERROR, "the receipt's figures do not add up", ""),
        CHUNK_LEFT(
                "chunk-left",
                Severity.ERROR,
                "chunks that were deleted are there",
                "somebody put them back: run the delete again"),
        CHUNK_NAMED(
                "chunk-named",
                Severity.ERROR,
                "tables name chunks that were deleted, or cannot be read",
                "an ingester or a backup brought their rows back: 'lokistore gc --dangling' removes them"),
        INDEX_LEFT("index-left", Severity.ERROR, "index files that were replaced are there", "run the delete again"),
        OBJECT_LEFT("object-left", Severity.ERROR, "objects that were deleted are there", "run the delete again"),
        REQUESTS_LEFT(
                "requests-left",
                Severity.ERROR,
                "delete requests that were taken out are in their store",
                "a compactor put its own copy there: stop it, remove delete_requests/ from its working directory, and run"
                        + " the command again"),
        REQUESTS_UNREADABLE(
                "requests-unreadable",
                Severity.WARNING,
                "stores of delete requests cannot be read: whose are in them is not known",
                "'lokistore deletes' says what is wrong with them"),
        REPLACEMENT_MISSING(
                "replacement-missing",
                Severity.ERROR,
                "tables name chunks that took the place of deleted ones, and these are gone",
                "lines that were not meant are lost: restore the objects from a copy"),
        REPLACEMENT_CHANGED(
                "replacement-changed",
                Severity.ERROR,
                "chunks that took the place of deleted ones are not as they were written",
                "restore the objects from a copy"),
        REPLACEMENT_GONE(
                "replacement-gone",
                Severity.INFO,
                "chunks that took the place of deleted ones are gone, with their rows",
                "a later compaction, retention or delete took them; the streams' chunks were looked at"),
        ENTRIES_LEFT(
                "entries-left",
                Severity.ERROR,
                "chunks of the same streams hold entries that were to go",
                "they came later, or no table names them ('lokistore gc'): run the delete again"),
        CHUNK_UNREADABLE(
                "chunk-unreadable",
                Severity.WARNING,
                "chunks of the same streams cannot be decoded: what is in them is not known",
                "'lokistore chunk --salvage' tells what is in them; retention removes them by their age"),
        STAYED(
                "chunk-stayed",
                Severity.WARNING,
                "chunks were meant, and stayed as they were",
                "run the delete again when the cause is mended"),
        TASK_FAILED("table-failed", Severity.WARNING, "tables were left as they were", "run the delete again"),
        TRASH_LEFT(
                "trash-left",
                Severity.WARNING,
                "the trash of other plans holds chunks of the same streams, or the store of delete requests as it was",
                "'lokistore gc --grace 0s --accept young' empties it"),
        VERSIONS_LEFT(
                "versions-left",
                Severity.ERROR,
                "the bucket keeps old versions of what was deleted",
                "remove the versions, or let a lifecycle rule expire noncurrent ones"),
        DELETE_MARKERS("delete-markers", Severity.INFO, "the bucket keeps delete markers: names, and no content", ""),
        VERSIONS_UNKNOWN(
                "versions-unknown",
                Severity.WARNING,
                "whether the bucket keeps old versions could not be found out",
                "allow s3:GetBucketVersioning and s3:ListBucketVersions");

        private final String id;
        private final Severity severity;
        private final String message;
        private final String remedy;

        Kind(String id, Severity severity, String message, String remedy) {
            this.id = id;
            this.severity = severity;
            this.message = message;
            this.remedy = remedy;
        }
    }

    private static final int SAMPLES = 20;

    private final Map<Kind, List<String>> samples = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    void add(Kind kind, String sample) {
        counts.merge(kind, 1L, Long::sum);
        List<String> list = samples.computeIfAbsent(kind, added -> new ArrayList<>());
        if (list.size() < SAMPLES) {
            list.add(sample);
        }
    }

    /** The worst first. */
    List<Finding> findings(String subject) {
        List<Finding> findings = new ArrayList<>();
        counts.forEach((kind, count) -> {
            List<String> evidence = new ArrayList<>(samples.getOrDefault(kind, List.of()));
            if (count > evidence.size()) {
                evidence.add("and " + (count - evidence.size()) + " more");
            }
            findings.add(new Finding(kind.id, kind.severity, subject, null, kind.message, evidence, kind.remedy));
        });
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        return findings;
    }
}
