package dev.lokistore.index.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.pack.Segment;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.ObjectReaderContract;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedInventoryTest implements ObjectReaderContract {
    private final List<SavedInventory> opened = new ArrayList<>();

    @TempDir
    private Path temp;

    @AfterEach
    void close() throws IOException {
        for (SavedInventory each : opened) {
            each.close();
        }
    }

    @Override
    public ObjectReader reader(Map<String, byte[]> objects) throws IOException {
        Map<String, byte[]> sorted = new TreeMap<>(ObjectKey::compareUtf8);
        sorted.putAll(objects);
        Path file = temp.resolve("store" + opened.size() + ".inventory");
        try (OutputStream out = Files.newOutputStream(file)) {
            InventoryWriter writer = new InventoryWriter(out);
            List<ListedObject> listed = new ArrayList<>();
            for (Map.Entry<String, byte[]> object : sorted.entrySet()) {
                byte[] content = object.getValue();
                int[] blocks = new int[(int) InventoryFormat.blocks(content.length)];
                for (int i = 0; i < blocks.length; i++) {
                    int from = i * InventoryFormat.BLOCK_BYTES;
                    int to = from + InventoryFormat.blockBytes(content.length, i);
                    blocks[i] = writer.block(Segment.pack(Arrays.copyOfRange(content, from, to)));
                }
                listed.add(ListedObject.held(info(object.getKey(), content.length), blocks));
            }
            for (ListedObject object : listed) {
                writer.add(object);
            }
            writer.finish(Inventories.about(listed.size()), Map.of());
        }
        return open(file);
    }

    private SavedInventory open(Path file) throws IOException {
        SavedInventory inventory = SavedInventory.open(file);
        opened.add(inventory);
        return inventory;
    }

    private static ObjectInfo info(String key, long size) {
        String etag = Integer.toHexString(key.hashCode());
        return new ObjectInfo(ObjectKey.of(key), size, Instant.parse("2026-11-20T10:11:12.345678Z"), etag);
    }

    @Test
    void contentOfSeveralBlocksIsReadAtAnyPlace() throws IOException {
        byte[] content = new byte[2 * InventoryFormat.BLOCK_BYTES + 12_345];
        new Random(7).nextBytes(content);
        ObjectReader reader = reader(Map.of("large", content, "after", new byte[] {1}));
        ObjectKey key = ObjectKey.of("large");

        assertThat(reader.readAll(key, content.length)).isEqualTo(content);
        try (var body = reader.get(key)) {
            assertThat(body.stream().readAllBytes()).isEqualTo(content);
        }
        for (int at : new int[] {0, InventoryFormat.BLOCK_BYTES - 1, InventoryFormat.BLOCK_BYTES, content.length - 9}) {
            byte[] range = Arrays.copyOfRange(content, at, Math.min(content.length, at + 1_500_000));
            assertThat(reader.read(key, at, 1_500_000)).isEqualTo(range);
        }
    }

    /** More keys than a segment has, in listings of every kind, against a store in memory. */
    @Test
    void listingsOfManySegmentsAreThoseOfAStore() throws IOException {
        MemoryObjectStore memory = new MemoryObjectStore();
        Random random = new Random(11);
        Map<String, byte[]> objects = new TreeMap<>();
        while (objects.size() < 3 * InventoryFormat.SEGMENT_KEYS) {
            StringBuilder key = new StringBuilder();
            for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
                key.append(Integer.toString(random.nextInt(1_000), 36)).append(parts > 1 ? "/" : "");
            }
            objects.put(key.toString(), new byte[0]);
        }
        for (String key : objects.keySet()) {
            memory.put(ObjectKey.of(key), new byte[0]);
        }
        ObjectReader reader = reader(objects);
        List<String> prefixes = new ArrayList<>(List.of("", "a", "a/", "zz/", "0/1"));
        for (String key : objects.keySet()) {
            if (random.nextInt(100) == 0) {
                prefixes.add(key.substring(0, 1 + random.nextInt(key.length())));
            }
        }
        for (String prefix : prefixes) {
            String after = prefix + Integer.toString(random.nextInt(36), 36);
            assertThat(keys(reader.list(prefix))).isEqualTo(keys(memory.list(prefix)));
            assertThat(keys(reader.list(prefix, after))).as(after).isEqualTo(keys(memory.list(prefix, after)));
            String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
            assertThat(keys(reader.listLevel(folder))).as(folder).isEqualTo(keys(memory.listLevel(folder)));
        }
    }

    private static List<String> keys(Listing<? extends ListEntry> listing) throws IOException {
        List<String> keys = new ArrayList<>();
        try (listing) {
            while (listing.next()) {
                keys.add(
                        listing.entry() instanceof ObjectInfo info
                                ? info.key().value()
                                : listing.entry().toString());
            }
        }
        return keys;
    }

    @Test
    void whatIsNotHeldSaysWhy() throws IOException {
        Path file = temp.resolve("partial.inventory");
        try (OutputStream out = Files.newOutputStream(file)) {
            InventoryWriter writer = new InventoryWriter(out);
            writer.add(ListedObject.listed(info("chunk", 10)));
            writer.add(ListedObject.unreadable(info("index", 20)));
            writer.finish(Inventories.about(2), Map.of());
        }
        SavedInventory inventory = open(file);

        ObjectReaderContract.assertKind(Kind.UNSUPPORTED, () -> inventory.read(ObjectKey.of("chunk"), 0, 1));
        ObjectReaderContract.assertKind(Kind.UNSUPPORTED, () -> inventory.get(ObjectKey.of("chunk")));
        ObjectReaderContract.assertKind(Kind.UNSUPPORTED, () -> inventory.readAll(ObjectKey.of("chunk"), 10));
        ObjectReaderContract.assertKind(Kind.TOO_LARGE, () -> inventory.readAll(ObjectKey.of("chunk"), 9));
        ObjectReaderContract.assertKind(Kind.IO, () -> inventory.readAll(ObjectKey.of("index"), 20));
        assertThat(inventory.head(ObjectKey.of("chunk"))).isEqualTo(info("chunk", 10));
        assertThat(inventory.about()).isEqualTo(Inventories.about(2));
        inventory.verify();
    }

    @Test
    void timesAndEtagsOfAnyKindComeBack() throws IOException {
        List<ObjectInfo> infos = List.of(
                new ObjectInfo(ObjectKey.of("a"), Long.MAX_VALUE, Instant.ofEpochSecond(-5, 999_999_999), ""),
                new ObjectInfo(ObjectKey.of("b"), 0, Instant.MAX, "0123456789abcdef0123456789abcdef"),
                new ObjectInfo(ObjectKey.of("c"), 1, Instant.MIN, "0123456789ABCDEF0123456789ABCDEF"),
                new ObjectInfo(ObjectKey.of("d"), 2, Instant.EPOCH, "9b2cf535f27731c974343645a3985328-3"),
                new ObjectInfo(ObjectKey.of("e\uD83D\uDE00"), 3, Instant.ofEpochMilli(1), "ünï"));
        Path file = temp.resolve("odd.inventory");
        try (OutputStream out = Files.newOutputStream(file)) {
            InventoryWriter writer = new InventoryWriter(out);
            for (ObjectInfo info : infos) {
                writer.add(ListedObject.listed(info));
            }
            writer.finish(Inventories.about(infos.size()), Map.of());
        }
        SavedInventory inventory = open(file);

        for (ObjectInfo info : infos) {
            assertThat(inventory.head(info.key())).isEqualTo(info);
        }
    }

    @Test
    void onlyInventoriesAreTakenForOne() throws IOException {
        Path text = Files.writeString(temp.resolve("text"), "no inventory at all");
        assertThat(SavedInventory.isOne(text)).isFalse();
        assertThat(SavedInventory.isOne(Files.createFile(temp.resolve("empty"))))
                .isFalse();
        assertThat(SavedInventory.isOne(temp)).isFalse();
        assertThat(SavedInventory.isOne(temp.resolve("missing"))).isFalse();
        reader(Map.of());
        assertThat(SavedInventory.isOne(temp.resolve("store0.inventory"))).isTrue();
    }
}
