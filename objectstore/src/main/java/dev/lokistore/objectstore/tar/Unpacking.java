package dev.lokistore.objectstore.tar;

import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies the files of an archive into a spool file. Members that are no plain files, or whose names would lead out of a
 * folder, are left out: nothing is ever written anywhere else. Of members with the same name the last counts, as with tar.
 */
final class Unpacking {
    private static final int BUFFER = 128 << 10;

    private final Path archive;
    private final ArchiveLimits limits;
    private final Spool spool;
    private final NavigableMap<String, Member> members = new TreeMap<>(ObjectKey::compareUtf8);
    private final byte[] buffer = new byte[BUFFER];
    private int seen;

    Unpacking(Path archive, ArchiveLimits limits, Spool spool) {
        this.archive = archive;
        this.limits = limits;
        this.spool = spool;
    }

    NavigableMap<String, Member> members() throws StoreException {
        String last = "";
        try {
            long bytesAllowed = limits.bytesAllowed(Files.size(archive));
            try (InputStream file = Files.newInputStream(archive);
                    Bounded unzipped = new Bounded(
                            new GZIPInputStream(new BufferedInputStream(file, BUFFER), BUFFER), bytesAllowed);
                    TarArchiveInputStream tar = new TarArchiveInputStream(unzipped, "UTF-8")) {
                TarArchiveEntry entry;
                while ((entry = tar.getNextEntry()) != null) {
                    last = entry.getName();
                    take(tar, entry, bytesAllowed);
                }
                if (!unzipped.any()) {
                    throw damaged("it is empty", last, null);
                }
                // the gzip trailer's checksum is only checked at its end
                unzipped.skipToEnd(buffer);
            }
        } catch (StoreException e) {
            throw e;
        } catch (AccessDeniedException e) {
            throw new StoreException(Kind.FORBIDDEN, "permission denied: reading the archive " + archive, e);
        } catch (ClosedByInterruptException e) {
            throw Interruption.of("interrupted: unpacking " + archive, e);
        } catch (EOFException e) {
            throw damaged("it is cut short", last, e);
        } catch (ZipException e) {
            throw damaged("it is no gzip, or damaged", last, e);
        } catch (IOException e) {
            boolean cut = String.valueOf(e.getMessage()).startsWith("Truncated");
            throw damaged(cut ? "it is cut short" : "it is no tar, or damaged", last, e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            // what the tar library lets out on some damaged headers
            throw damaged("it is no tar, or damaged", last, e);
        }
        return members;
    }

    private void take(TarArchiveInputStream tar, TarArchiveEntry entry, long bytesAllowed) throws IOException {
        if (++seen > limits.maxMembers()) {
            throw new StoreException(
                    Kind.TOO_LARGE, archive + " holds more than " + limits.maxMembers() + " members", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw Interruption.of("interrupted: unpacking " + archive, null);
        }
        String key = key(entry);
        if (key == null) {
            return;
        }
        long offset = spool.length();
        CRC32 crc = new CRC32();
        for (int n; (n = tar.read(buffer, 0, buffer.length)) >= 0; ) {
            // a sparse member may be far larger than the archive
            if (spool.length() + n > bytesAllowed) {
                throw tooLarge(bytesAllowed);
            }
            crc.update(buffer, 0, n);
            spool(n);
        }
        Instant modified = entry.getLastModifiedTime().toInstant();
        members.put(key, new Member(offset, spool.length() - offset, modified, (int) crc.getValue()));
    }

    private void spool(int count) throws StoreException {
        try {
            spool.append(buffer, count);
        } catch (IOException e) {
            throw new StoreException(
                    Kind.IO,
                    "cannot unpack " + archive + ": writing to " + spool.folder() + " failed after " + spool.length()
                            + " bytes: " + e.getMessage(),
                    e);
        }
    }

    /** The key of a member, null for one that is no object. */
    private static @Nullable String key(TarArchiveEntry entry) {
        boolean plain = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
        // the library takes these for files
        boolean device = entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice();
        if (!plain || device || entry.getName().indexOf('\0') >= 0) {
            return null;
        }
        String name = entry.getName();
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (name.isEmpty() || name.startsWith("/") || name.endsWith("/")) {
            return null;
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                return null;
            }
        }
        return name;
    }

    private StoreException tooLarge(long bytesAllowed) {
        return new StoreException(
                Kind.TOO_LARGE, archive + " unpacks to more than the " + bytesAllowed + " bytes allowed", null);
    }

    private StoreException damaged(String how, String last, @Nullable Exception cause) {
        String where = last.isEmpty() ? "" : ", after member '" + last.replaceAll("\\p{Cntrl}", "?") + "'";
        return new StoreException(
                Kind.BAD_RESPONSE, "the archive " + archive + " cannot be read: " + how + where, cause);
    }

    /** Counts what gzip gives out, which bounds members that are skipped, too. */
    private final class Bounded extends InputStream {
        private final InputStream in;
        private final long bytesAllowed;
        private long given;

        Bounded(InputStream in, long bytesAllowed) {
            this.in = in;
            this.bytesAllowed = bytesAllowed;
        }

        boolean any() {
            return given > 0;
        }

        void skipToEnd(byte[] into) throws IOException {
            while (read(into, 0, into.length) >= 0) {
                // nothing but padding
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = in.read(into, offset, length);
            if (n > 0 && (given += n) > bytesAllowed + (bytesAllowed >> 1)) {
                // headers and padding come on top of the content
                throw tooLarge(bytesAllowed);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
