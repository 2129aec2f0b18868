package dev.lokistore.compactor.dump;

import dev.lokistore.compactor.digest.Digests;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A dump in an archive. Every byte of it is known beforehand but the contents, and checked: headers, padding, the end. Holds
 * the place of every member, about 150 bytes each.
 */
final class TarSource implements DumpSource {
    private static final int PIECE_BYTES = 1 << 16;

    /** Where a member's content is. */
    private record Place(long offset, long sizeBytes) {}

    private final Path archive;
    private final Map<String, Place> members = new HashMap<>();

    TarSource(Path archive) {
        this.archive = archive;
    }

    @Override
    public void forEach(Visitor visitor, DumpFaults faults) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), PIECE_BYTES)) {
            String last = "";
            long at = 0;
            while (true) {
                byte[] block = in.readNBytes(TarHeader.BLOCK_BYTES);
                if (isZero(block) && block.length == TarHeader.BLOCK_BYTES) {
                    byte[] rest = in.readNBytes(TarHeader.BLOCK_BYTES + 1);
                    if (rest.length != TarHeader.BLOCK_BYTES || !isZero(rest)) {
                        fault(faults, at, "the end of the archive is not as it was written");
                    }
                    return;
                }
                TarHeader header = block.length == TarHeader.BLOCK_BYTES ? TarHeader.parse(block) : null;
                if (header == null) {
                    fault(faults, at, "no header as a dump's archive has them; what follows is not read");
                    return;
                }
                at += TarHeader.BLOCK_BYTES;
                if (header.name().compareTo(last) <= 0) {
                    fault(faults, at, "a member that comes twice or in the wrong place");
                    return;
                }
                last = header.name();
                MessageDigest digest = Digests.sha256();
                if (!digestContent(in, header.sizeBytes(), digest)) {
                    fault(faults, at, "the archive ends inside of " + header.name());
                    return;
                }
                members.put(header.name(), new Place(at, header.sizeBytes()));
                byte[] padding = in.readNBytes(header.padding());
                if (padding.length != header.padding() || !isZero(padding)) {
                    fault(faults, at + header.sizeBytes(), "wrong bytes behind " + header.name());
                }
                at += header.sizeBytes() + header.padding();
                visitor.file(new DumpedFile(
                        header.name(), header.sizeBytes(), HexFormat.of().formatHex(digest.digest())));
            }
        }
    }

    private void fault(DumpFaults faults, long offset, String message) {
        faults.add("archive", String.valueOf(archive.getFileName()), "at byte " + offset + ": " + message);
    }

    private static boolean digestContent(InputStream in, long size, MessageDigest digest) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        for (long left = size; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                return false;
            }
            digest.update(piece, 0, read);
            left -= read;
        }
        return true;
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public InputStream open(String path) throws IOException {
        Place place = members.get(path);
        if (place == null) {
            throw new NoSuchFileException(path);
        }
        if (place.sizeBytes() > Integer.MAX_VALUE - 8) {
            throw new IOException(path + " has " + place.sizeBytes() + " bytes: unpack the archive to check it");
        }
        byte[] content = new byte[(int) place.sizeBytes()];
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            file.seek(place.offset());
            file.readFully(content);
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public void close() {
        // nothing stays open
    }
}
