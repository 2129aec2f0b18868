package dev.lokistore.objectstore.tar;

import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.ExactStream;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.SortedListing;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.NavigableMap;

/**
 * A {@code .tar.gz} as a store. It is unpacked once, when it is opened, into a spool file that has no name any more, so that
 * nothing is left behind. An ETag is made of the member's size and CRC-32.
 */
public final class TarReader implements ObjectReader {
    private final String name;
    private final NavigableMap<String, Member> members;
    private final Spool spool;

    private TarReader(String name, NavigableMap<String, Member> members, Spool spool) {
        this.name = name;
        this.members = members;
        this.spool = spool;
    }

    /**
     * @param spoolFolder needs room for the unpacked content
     * @throws StoreException of kind {@code BAD_RESPONSE} if the archive is damaged or cut short, {@code TOO_LARGE} if it is
     *     beyond the limits
     */
    public static TarReader open(Path archive, ArchiveLimits limits, Path spoolFolder) throws StoreException {
        Spool spool;
        try {
            spool = Spool.in(spoolFolder);
        } catch (IOException e) {
            throw new StoreException(Kind.IO, "no spool file in " + spoolFolder + " for " + archive, e);
        }
        boolean opened = false;
        try {
            TarReader reader =
                    new TarReader(archive.toString(), new Unpacking(archive, limits, spool).members(), spool);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                spool.close();
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) {
        return SortedListing.deep(members, prefix, startAfter, (key, member) -> member.info(key));
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) {
        return SortedListing.level(members, prefix, (key, member) -> member.info(key));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws StoreException {
        return member(key).info(key);
    }

    private Member member(ObjectKey key) throws StoreException {
        Member member = members.get(key.value());
        if (member == null) {
            throw StoreException.noSuchObject(name, key, null);
        }
        return member;
    }

    @Override
    public ObjectBody get(ObjectKey key) throws StoreException {
        Member member = member(key);
        InputStream body = spool.stream(member.offset(), member.sizeBytes());
        return new ObjectBody(member.info(key), new ExactStream(body, key + " in " + name, member.sizeBytes()));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws StoreException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("range at " + offset + " of length " + length);
        }
        Member member = member(key);
        int count = (int) Math.max(0, Math.min(length, member.sizeBytes() - offset));
        return spooled(key, member.offset() + offset, count);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws StoreException {
        Member member = member(key);
        if (member.sizeBytes() > limitBytes) {
            throw StoreException.tooLarge(name, key, member.sizeBytes(), limitBytes);
        }
        return spooled(key, member.offset(), (int) member.sizeBytes());
    }

    private byte[] spooled(ObjectKey key, long position, int count) throws StoreException {
        byte[] bytes = new byte[count];
        try {
            spool.read(position, bytes, 0, count);
        } catch (IOException e) {
            throw new StoreException(Kind.IO, "reading " + key + " in " + name, e);
        }
        return bytes;
    }

    @Override
    public void close() {
        spool.close();
    }
}
