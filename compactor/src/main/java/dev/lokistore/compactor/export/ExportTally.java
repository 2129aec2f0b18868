package dev.lokistore.compactor.export;

/** Counts while an export runs. Safe for use by several threads. */
final class ExportTally {
    private double share;
    private long entries;
    private long lineBytes;
    private long written;
    private long present;
    private long kept;
    private long problems;

    synchronized void entries(long more, long bytes, double moreShare) {
        entries += more;
        lineBytes += bytes;
        share += moreShare;
    }

    synchronized void present(long files, double moreShare) {
        present += files;
        share += moreShare;
    }

    synchronized void written(long files) {
        written += files;
    }

    synchronized void kept() {
        kept++;
    }

    synchronized void problem() {
        problems++;
    }

    synchronized ExportProgress progress() {
        return new ExportProgress(Math.min(1, share), entries, lineBytes, written);
    }

    synchronized ExportReport report(ExportRecord.Summary all) {
        return new ExportReport(
                all.files(), all.entries(), all.lineBytes(), all.bytes(), written, present, kept, problems, all.gaps());
    }
}
