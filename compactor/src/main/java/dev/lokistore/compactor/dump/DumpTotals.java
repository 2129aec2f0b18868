package dev.lokistore.compactor.dump;

/**
 * What a part of a dump holds.
 *
 * @param sound chunks with nothing wrong
 * @param damaged chunks with something wrong
 * @param others objects in which nothing looks like a chunk
 * @param missing objects that could not be read
 * @param storedBytes of all objects
 * @param entries that a checksum vouches for
 * @param doubtfulEntries others that decode
 * @param gaps runs of bytes that gave no sound entries
 * @param files without the manifest
 */
public record DumpTotals(
        long objects,
        long sound,
        long damaged,
        long others,
        long missing,
        long storedBytes,
        long entries,
        long doubtfulEntries,
        long gaps,
        long findings,
        long files) {
    static final DumpTotals NOTHING = new DumpTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    DumpTotals plus(DumpTotals other) {
        return new DumpTotals(
                objects + other.objects,
                sound + other.sound,
                damaged + other.damaged,
                others + other.others,
                missing + other.missing,
                storedBytes + other.storedBytes,
                entries + other.entries,
                doubtfulEntries + other.doubtfulEntries,
                gaps + other.gaps,
                findings + other.findings,
                files + other.files);
    }
}
