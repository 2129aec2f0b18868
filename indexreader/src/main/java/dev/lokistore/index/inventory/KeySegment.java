package dev.lokistore.index.inventory;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Objects in key order: a part of the listing. Their number, then for each: flags (bits 0 and 1: what there is of it, 2:
 * the ETag is 16 bytes as hex), bytes that the key shares with the one before, its other bytes, size, modification time in
 * seconds less the one before, nanoseconds, ETag (the 16 bytes, or a text); if it is held, the number of its blocks and
 * the segment of each less the one before and one.
 */
final class KeySegment {
    private static final ListedObject.State[] STATES = ListedObject.State.values();
    private static final int STATE_MASK = 3;
    private static final int HEX_ETAG = 4;
    private static final int FLAGS = 8;
    private static final int MD5_BYTES = 16;
    private static final int MAX_NANO = 999_999_999;
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final HexFormat HEX = HexFormat.of();

    private KeySegment() {}

    static void write(List<ListedObject> objects, PackWriter out) {
        out.clear();
        out.uvarint(objects.size());
        byte[] before = new byte[0];
        long modified = 0;
        int block = -1;
        for (ListedObject object : objects) {
            ObjectInfo info = object.info();
            byte[] key = object.key().getBytes(StandardCharsets.UTF_8);
            boolean hex = MD5.matcher(info.etag()).matches();
            out.u8(object.state().ordinal() | (hex ? HEX_ETAG : 0));
            int shared = Math.max(0, Arrays.mismatch(before, key));
            out.uvarint(shared).bytes(Arrays.copyOfRange(key, shared, key.length));
            out.uvarint(info.sizeBytes());
            out.varint(info.lastModified().getEpochSecond() - modified)
                    .uvarint(info.lastModified().getNano());
            if (hex) {
                out.raw(HEX.parseHex(info.etag()));
            } else {
                out.text(info.etag());
            }
            if (object.state() == ListedObject.State.HELD) {
                out.uvarint(object.blocks().length);
                for (int each : object.blocks()) {
                    out.varint((long) each - block - 1);
                    block = each;
                }
            }
            before = key;
            modified = info.lastModified().getEpochSecond();
        }
    }

    /**
     * @param blocks segments that may hold content
     * @throws CorruptDataException unless keys ascend and every number is possible
     */
    static ListedObject[] read(PackReader in, int blocks) throws CorruptDataException {
        int count = in.uvarintUpTo(InventoryFormat.SEGMENT_KEYS, "keys in a segment");
        ListedObject[] objects = new ListedObject[count];
        byte[] before = new byte[0];
        long modified = 0;
        int block = -1;
        for (int i = 0; i < count; i++) {
            int flags = in.choice(FLAGS, "flags of an object");
            if ((flags & STATE_MASK) >= STATES.length) {
                throw in.corrupt("flags of an object", "0 to 2", flags & STATE_MASK);
            }
            byte[] key = key(in, before);
            if (i > 0 && Arrays.compareUnsigned(before, key) >= 0) {
                throw in.corrupt("keys", "ascending order", text(in, key));
            }
            long size = in.uvarint("size");
            if (size < 0) {
                throw in.corrupt("size", "63 bits", Long.toUnsignedString(size));
            }
            modified += in.varint("modification time");
            Instant time = instant(in, modified, in.uvarintUpTo(MAX_NANO, "nanoseconds"));
            String etag = (flags & HEX_ETAG) != 0 ? HEX.formatHex(in.raw(MD5_BYTES, "ETag")) : in.text("ETag");
            ObjectInfo info = new ObjectInfo(ObjectKey.of(text(in, key)), size, time, etag);
            ListedObject.State state = STATES[flags & STATE_MASK];
            if (state == ListedObject.State.HELD) {
                int[] held = blocks(in, size, block, blocks);
                block = held.length == 0 ? block : held[held.length - 1];
                objects[i] = ListedObject.held(info, held);
            } else {
                objects[i] =
                        state == ListedObject.State.LISTED ? ListedObject.listed(info) : ListedObject.unreadable(info);
            }
            before = key;
        }
        in.end();
        return objects;
    }

    private static byte[] key(PackReader in, byte[] before) throws CorruptDataException {
        int shared = in.uvarintUpTo(before.length, "bytes shared with the key before");
        byte[] rest = in.bytes("key");
        int length = shared + rest.length;
        if (length == 0 || length > InventoryFormat.MAX_KEY_BYTES) {
            throw in.corrupt("key", "1 to " + InventoryFormat.MAX_KEY_BYTES + " bytes", length);
        }
        byte[] key = Arrays.copyOf(before, length);
        System.arraycopy(rest, 0, key, shared, rest.length);
        return key;
    }

    private static String text(PackReader in, byte[] key) throws CorruptDataException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            throw in.corrupt("key", "UTF-8", HEX.formatHex(key));
        }
    }

    private static Instant instant(PackReader in, long second, int nanos) throws CorruptDataException {
        try {
            return Instant.ofEpochSecond(second, nanos);
        } catch (DateTimeException e) {
            throw in.corrupt("modification time", "a time", second);
        }
    }

    private static int[] blocks(PackReader in, long size, int before, int limit) throws CorruptDataException {
        int count = in.count("blocks");
        if (count != InventoryFormat.blocks(size)) {
            throw in.corrupt("blocks", InventoryFormat.blocks(size), count);
        }
        int[] blocks = new int[count];
        int block = before;
        for (int i = 0; i < count; i++) {
            long next = block + 1 + in.varint("block");
            if (next < 0 || next >= limit) {
                throw in.corrupt("block", "0 to " + (limit - 1), next);
            }
            block = (int) next;
            blocks[i] = block;
        }
        return blocks;
    }
}
