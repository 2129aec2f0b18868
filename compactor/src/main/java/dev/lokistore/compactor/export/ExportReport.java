package dev.lokistore.compactor.export;

/**
 * What an export came to; files and what is in them are those of the whole export, as its manifest has them.
 *
 * @param lineBytes of all lines
 * @param bytes of all files
 * @param written files that this run wrote
 * @param present files that were there already and are right
 * @param kept slices that the store has less of than was exported before: what was exported stays
 * @param problems chunks, blocks and index files that could not be read
 * @param gaps of damaged chunks whose sound lines were exported
 */
public record ExportReport(
        long files,
        long entries,
        long lineBytes,
        long bytes,
        long written,
        long present,
        long kept,
        long problems,
        long gaps) {}
