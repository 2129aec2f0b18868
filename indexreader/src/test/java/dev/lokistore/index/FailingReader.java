package dev.lokistore.index;

import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;

/** A store whose listings of a prefix, and of whatever lies above, break when they get there. */
final class FailingReader implements ObjectReader {
    private final ObjectReader reader;
    private final String brokenPrefix;

    FailingReader(ObjectReader reader, String brokenPrefix) {
        this.reader = reader;
        this.brokenPrefix = brokenPrefix;
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Listing<ObjectInfo> listing = reader.list(prefix, startAfter);
        return new Listing<>() {
            @Override
            public boolean next() throws IOException {
                boolean more = listing.next();
                if (more && listing.entry().key().value().startsWith(brokenPrefix)) {
                    throw new StoreException(StoreException.Kind.UNAVAILABLE, "no more", null);
                }
                return more;
            }

            @Override
            public ObjectInfo entry() {
                return listing.entry();
            }

            @Override
            public void close() throws IOException {
                listing.close();
            }
        };
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return reader.listLevel(prefix);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return reader.head(key);
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        return reader.get(key);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return reader.read(key, offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return reader.readAll(key, limitBytes);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
