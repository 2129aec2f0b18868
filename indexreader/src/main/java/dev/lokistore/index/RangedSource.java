package dev.lokistore.index;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An object read by ranges of whole pages, of which the last few are kept: a chunk's header and its block table lie at
 * the two ends and are read in many small pieces.
 */
final class RangedSource implements ByteSource {
    private static final int PAGE_BYTES = 32 << 10;
    private static final int PAGES = 4;

    private final ObjectReader objects;
    private final ObjectInfo object;
    private final Map<Long, byte[]> pages = new LatestPages();

    RangedSource(ObjectReader objects, ObjectInfo object) {
        this.objects = objects;
        this.object = object;
    }

    @Override
    public String name() {
        return object.key().value();
    }

    @Override
    public long size() {
        return object.sizeBytes();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, size());
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length > PAGE_BYTES) {
            System.arraycopy(fetch(position, length), 0, into, offset, length);
            return;
        }
        int done = 0;
        while (done < length) {
            long page = (position + done) / PAGE_BYTES;
            int inPage = (int) ((position + done) % PAGE_BYTES);
            byte[] bytes = page(page);
            int part = Math.min(length - done, bytes.length - inPage);
            System.arraycopy(bytes, inPage, into, offset + done, part);
            done += part;
        }
    }

    private byte[] page(long number) throws IOException {
        synchronized (pages) {
            byte[] bytes = pages.get(number);
            if (bytes != null) {
                return bytes;
            }
        }
        // outside the lock: two threads that need different pages fetch them side by side
        long start = number * PAGE_BYTES;
        byte[] fetched = fetch(start, (int) Math.min(PAGE_BYTES, size() - start));
        synchronized (pages) {
            pages.put(number, fetched);
        }
        return fetched;
    }

    private byte[] fetch(long position, int length) throws IOException {
        byte[] bytes = objects.read(object.key(), position, length);
        if (bytes.length != length) {
            throw new CorruptDataException(
                    name(), position + bytes.length, "size", size() + " as listed", position + bytes.length);
        }
        return bytes;
    }

    private static final class LatestPages extends LinkedHashMap<Long, byte[]> {
        @Serial
        private static final long serialVersionUID = 1L;

        LatestPages() {
            super(PAGES + 1, 1, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > PAGES;
        }
    }
}
