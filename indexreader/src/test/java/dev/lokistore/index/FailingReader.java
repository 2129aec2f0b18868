package dev.lokistore.index;

import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;

/** A store whose listings of a prefix, and of whatever lies above, break when they get there. */
final class FailingReader extends ForwardingReader {
    private final String brokenPrefix;

    FailingReader(ObjectReader reader, String brokenPrefix) {
        super(reader);
        this.brokenPrefix = brokenPrefix;
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        Listing<ObjectInfo> listing = super.list(prefix, startAfter);
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
}
