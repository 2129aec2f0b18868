package dev.lokistore.index.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Effort;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An inventory may come from anybody, or over a bad line. */
class InventoryDamageTest {
    private static final byte[] CONTENT = "what an index file holds".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temp;

    private static ObjectInfo info(String key, long size) {
        return new ObjectInfo(ObjectKey.of(key), size, Instant.ofEpochSecond(1_700_000_000), "etag");
    }

    private static List<ListedObject> objects() {
        return List.of(
                ListedObject.listed(info("fake/1/2", 7)),
                ListedObject.held(info("index/1", CONTENT.length), new int[] {0}),
                ListedObject.unreadable(info("index/2", 3)));
    }

    private static byte[] sound() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InventoryWriter writer = new InventoryWriter(out);
        writer.block(Segment.pack(CONTENT));
        for (ListedObject object : objects()) {
            writer.add(object);
        }
        writer.finish(Inventories.about(3), Map.of("schema/x", new byte[] {1, 2, 3}));
        return out.toByteArray();
    }

    /** Does everything that can be done with an inventory; what is not held is no fault. */
    private void use(byte[] bytes) throws IOException {
        Path file = Files.write(temp.resolve("damaged.inventory"), bytes);
        try (SavedInventory inventory = SavedInventory.open(file)) {
            inventory.verify();
            try (Listing<ObjectInfo> listing = inventory.list("")) {
                while (listing.next()) {
                    try {
                        inventory.readAll(listing.entry().key(), 1 << 20);
                    } catch (StoreException notHeld) {
                        assertThat(notHeld.kind())
                                .isIn(
                                        StoreException.Kind.UNSUPPORTED,
                                        StoreException.Kind.IO,
                                        StoreException.Kind.TOO_LARGE);
                    }
                }
            }
        }
    }

    private void assertCorrupt(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(what)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("damaged.");
    }

    @Test
    void everyTruncationIsNoticedWhenItIsOpened() throws IOException {
        byte[] sound = sound();
        use(sound);
        for (int length = 0; length < sound.length; length++) {
            Path file = Files.write(temp.resolve("damaged.inventory"), Arrays.copyOf(sound, length));
            assertCorrupt("cut at " + length, () -> SavedInventory.open(file));
        }
        assertCorrupt("longer", () -> use(Arrays.copyOf(sound, sound.length + 1)));
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        byte[] sound = sound();
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            assertCorrupt("flipped at " + at, () -> use(damaged));
        }
    }

    @Test
    void aSegmentOfAnotherInventoryIsNoticed() throws IOException {
        byte[] sound = sound();
        byte[] other = "what another one held...".getBytes(StandardCharsets.UTF_8);
        byte[] foreign = Segment.pack(other);
        byte[] own = Segment.pack(CONTENT);
        assertThat(foreign).as("the test needs segments of one size").hasSameSizeAs(own);
        byte[] damaged = sound.clone();
        System.arraycopy(foreign, 0, damaged, InventoryFormat.HEADER_BYTES, foreign.length);
        assertCorrupt("foreign segment", () -> use(damaged));
    }

    static LongStream seeds() {
        return LongStream.range(0, Effort.of(300, 50_000));
    }

    /** All checksums are right, what they guard is not. */
    @ParameterizedTest
    @MethodSource("seeds")
    void hostileContentWithGoodChecksumsEndsInOneException(long seed) throws IOException {
        Random random = new Random(seed);
        PackWriter keys = new PackWriter();
        KeySegment.write(objects(), keys);
        byte[] content = mutated(keys.toByteArray(), random);
        byte[] bytes = assembled(random.nextInt(4) == 0 ? keys.toByteArray() : content, random);
        try {
            use(bytes);
        } catch (CorruptDataException expected) {
            assertThat(expected).hasMessageContaining("damaged.");
        }
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static byte[] assembled(byte[] keys, Random random) throws IOException {
        byte[] block = Segment.pack(CONTENT);
        byte[] keySegment = Segment.pack(keys);
        PackWriter table = new PackWriter();
        for (byte[] segment : List.of(block, keySegment)) {
            table.uvarint(segment.length).u32(ByteBuffer.wrap(segment).getInt());
        }
        PackWriter unpacked = new PackWriter();
        InventoryDirectory.write(2, table, List.of("fake/1/2"), Inventories.about(3), Map.of(), unpacked);
        byte[] told = random.nextBoolean() ? mutated(unpacked.toByteArray(), random) : unpacked.toByteArray();
        byte[] directory = Segment.pack(told);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(InventoryFormat.HEADER_BYTES)
                .putLong(InventoryFormat.MAGIC)
                .putInt(InventoryFormat.VERSION)
                .array());
        out.write(block);
        out.write(keySegment);
        long offset = out.size();
        out.write(directory);
        ByteBuffer trailer = ByteBuffer.allocate(InventoryFormat.TRAILER_BYTES);
        trailer.putLong(offset).putInt(directory.length);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(trailer.array(), 0, trailer.position());
        out.write(trailer.putInt((int) crc.getValue())
                .putLong(InventoryFormat.END_MAGIC)
                .array());
        return out.toByteArray();
    }

    @Test
    void anOddSegmentOfKeysIsRefused() throws IOException {
        List<byte[]> odd = new ArrayList<>();
        // out of order
        odd.add(keys(ListedObject.listed(info("fake/1/2", 1)), ListedObject.listed(info("fake/1/1", 1))));
        // twice the same
        odd.add(keys(ListedObject.listed(info("fake/1/2", 1)), ListedObject.listed(info("fake/1/2", 1))));
        // a block that holds keys
        odd.add(keys(ListedObject.held(info("fake/1/2", 5), new int[] {1})));
        // fewer blocks than its size needs
        odd.add(keys(ListedObject.held(info("fake/1/2", 5_000_000), new int[] {0})));
        // not what the directory says
        odd.add(keys(ListedObject.listed(info("fake/1/3", 1))));
        // none at all
        odd.add(keys());
        // content of another size
        odd.add(keys(ListedObject.held(info("fake/1/2", 5), new int[] {0})));
        for (int i = 0; i < odd.size(); i++) {
            byte[] bytes = assembled(odd.get(i), new FixedRandom());
            assertCorrupt("odd segment " + i, () -> use(bytes));
        }
    }

    private static byte[] keys(ListedObject... objects) {
        PackWriter out = new PackWriter();
        KeySegment.write(List.of(objects), out);
        return out.toByteArray();
    }

    /** Leaves the directory alone. */
    private static final class FixedRandom extends Random {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean nextBoolean() {
            return false;
        }
    }
}
