package dev.lokistore.index.layout;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** The part of a store below a prefix, as a store of its own. Does not close the store it reads from. */
public sealed class NestedReader implements ObjectReader permits NestedStore {
    private final ObjectReader outer;
    private final String prefix;

    NestedReader(ObjectReader outer, String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix '" + prefix + "' must end with '/'");
        }
        this.outer = outer;
        this.prefix = prefix;
    }

    /** @param prefix ends with {@code /}; empty gives the same keys */
    public static ObjectReader of(ObjectReader outer, String prefix) {
        return new NestedReader(outer, prefix);
    }

    @Override
    public String name() {
        String name = outer.name();
        return prefix.isEmpty() ? name : (name.endsWith("/") ? name : name + "/") + prefix;
    }

    @Override
    public Listing<ObjectInfo> list(String below, String startAfter) throws IOException {
        // an empty bound must stay empty: the prefix itself may be the key of a directory marker
        String bound = startAfter.isEmpty() ? "" : prefix + startAfter;
        return new Stripped<>(outer.list(prefix + below, bound), this::inner);
    }

    @Override
    public Listing<ListEntry> listLevel(String below) throws IOException {
        return new Stripped<>(outer.listLevel(prefix + below), this::inner);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return inner(outer.head(outer(key)));
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        ObjectBody body = outer.get(outer(key));
        return new ObjectBody(inner(body.info()), body.stream());
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return outer.read(outer(key), offset, length);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return outer.readAll(outer(key), limitBytes);
    }

    @Override
    public void close() {}

    final ObjectKey outer(ObjectKey key) {
        return prefix.isEmpty() ? key : ObjectKey.of(prefix + key.value());
    }

    private ListEntry inner(ListEntry entry) {
        if (entry instanceof ObjectInfo info) {
            return inner(info);
        }
        return new Folder(((Folder) entry).prefix().substring(prefix.length()));
    }

    final ObjectInfo inner(ObjectInfo info) {
        return prefix.isEmpty()
                ? info
                : new ObjectInfo(
                        ObjectKey.of(info.key().value().substring(prefix.length())),
                        info.sizeBytes(),
                        info.lastModified(),
                        info.etag());
    }

    /** Entries with the prefix taken off; the prefix' own directory marker is left out. */
    private final class Stripped<T extends ListEntry> implements Listing<T> {
        private final Listing<T> listing;
        private final UnaryOperator<T> strip;

        Stripped(Listing<T> listing, UnaryOperator<T> strip) {
            this.listing = listing;
            this.strip = strip;
        }

        @Override
        public boolean next() throws IOException {
            while (listing.next()) {
                if (!(listing.entry() instanceof ObjectInfo info)
                        || info.key().value().length() > prefix.length()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public T entry() {
            return strip.apply(listing.entry());
        }

        @Override
        public void close() throws IOException {
            listing.close();
        }
    }
}
