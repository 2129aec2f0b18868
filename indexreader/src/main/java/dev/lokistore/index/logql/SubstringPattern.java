package dev.lokistore.index.logql;

import dev.lokistore.chunk.ByteSearch;

/** Looks for bytes. */
final class SubstringPattern implements LinePattern {
    private final ByteSearch search;

    SubstringPattern(byte[] wanted) {
        this.search = ByteSearch.of(wanted);
    }

    @Override
    public boolean isIn(byte[] buffer, int offset, int length) {
        return search.isIn(buffer, offset, offset + length);
    }

    @Override
    public long find(byte[] buffer, int offset, int length, int from) {
        int at = search.indexIn(buffer, offset + from, offset + length);
        return at < 0 ? NONE : LinePattern.span(at - offset, at - offset + search.length());
    }
}
