package dev.lokistore.index.logql;

/** Looks for bytes. */
final class SubstringPattern implements LinePattern {
    private final byte[] wanted;

    SubstringPattern(byte[] wanted) {
        this.wanted = wanted.clone();
    }

    @Override
    public boolean isIn(byte[] buffer, int offset, int length) {
        return indexOf(buffer, offset, length, 0) >= 0;
    }

    @Override
    public long find(byte[] buffer, int offset, int length, int from) {
        int start = indexOf(buffer, offset, length, from);
        return start < 0 ? NONE : LinePattern.span(start, start + wanted.length);
    }

    private int indexOf(byte[] buffer, int offset, int length, int from) {
        if (wanted.length == 0) {
            return from <= length ? from : -1;
        }
        byte first = wanted[0];
        int last = offset + length - wanted.length;
        for (int i = offset + from; i <= last; i++) {
            if (buffer[i] == first && matchesAt(buffer, i)) {
                return i - offset;
            }
        }
        return -1;
    }

    private boolean matchesAt(byte[] buffer, int at) {
        for (int i = 1; i < wanted.length; i++) {
            if (buffer[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
