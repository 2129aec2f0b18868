package dev.lokistore.index.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes bbolt files in memory, full pages, as {@code formats/index-tables.md#29} tells. Page 2 is the freelist, then come
 * the leaves and branches of each bucket, last the root leaf.
 */
public final class BoltFileBuilder {
    private record Element(byte[] key, byte[] value, long child, int flags) {
        int size(boolean leaf) {
            return 16 + key.length + (leaf ? value.length : 0);
        }
    }

    private final int pageSize;
    private final SortedMap<byte[], byte[]> rootElements = new TreeMap<>(Arrays::compareUnsigned);
    private final List<byte[]> pages = new ArrayList<>();

    public BoltFileBuilder(int pageSize) {
        this.pageSize = pageSize;
        pages.add(new byte[pageSize]);
        pages.add(new byte[pageSize]);
        pages.add(page(2, 0x10, List.of()));
    }

    /** A map to fill with rows in any order. */
    public static SortedMap<byte[], byte[]> rows() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    /** Adds a bucket with pages of its own. */
    public BoltFileBuilder bucket(String name, SortedMap<byte[], byte[]> rows) {
        ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(tree(elements(rows, 0)));
        rootElements.put(name.getBytes(StandardCharsets.UTF_8), header.array());
        return this;
    }

    /** Adds a bucket inside the root leaf. */
    public BoltFileBuilder inlineBucket(String name, SortedMap<byte[], byte[]> rows) {
        List<Element> elements = elements(rows, 0);
        int size =
                16 + elements.stream().mapToInt(element -> element.size(true)).sum();
        ByteBuffer value = ByteBuffer.allocate(16 + size);
        value.position(16);
        value.put(image(0, 2, elements, size));
        rootElements.put(name.getBytes(StandardCharsets.UTF_8), value.array());
        return this;
    }

    /** The file as an export leaves it: transaction 2 in page 0, 1 in page 1. */
    public byte[] build() {
        long root = tree(elements(rootElements, 1));
        byte[] file = new byte[pages.size() * pageSize];
        for (int i = 0; i < pages.size(); i++) {
            System.arraycopy(pages.get(i), 0, file, i * pageSize, pageSize);
        }
        meta(file, 0, root, 2);
        meta(file, 1, root, 1);
        return file;
    }

    private void meta(byte[] file, int page, long root, long txid) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(page * pageSize);
        buffer.putLong(page).putShort((short) 4).putShort((short) 0).putInt(0);
        buffer.putInt(0xED0CDAED).putInt(2).putInt(pageSize).putInt(0);
        buffer.putLong(root).putLong(0).putLong(2).putLong(pages.size()).putLong(txid);
        sealMeta(file, page * pageSize);
    }

    /** Makes the checksum of the meta page right again. */
    public static void sealMeta(byte[] file, int position) {
        long checksum = BoltMeta.checksum(Arrays.copyOfRange(file, position, position + 80));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(position + 72, checksum);
    }

    private static List<Element> elements(SortedMap<byte[], byte[]> rows, int flags) {
        List<Element> elements = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
            elements.add(new Element(row.getKey(), row.getValue(), 0, flags));
        }
        return elements;
    }

    /** Appends the pages of a tree; returns its root page. */
    private long tree(List<Element> leafElements) {
        List<Element> level = level(leafElements, true);
        while (level.size() > 1) {
            level = level(level, false);
        }
        return level.get(0).child();
    }

    /** Appends the pages of a level; returns what their parents say of them. */
    private List<Element> level(List<Element> elements, boolean leaf) {
        List<List<Element>> groups = new ArrayList<>();
        List<Element> group = new ArrayList<>();
        int size = 16;
        for (Element element : elements) {
            boolean full = size + element.size(leaf) > pageSize && group.size() >= (leaf ? 1 : 2);
            if (full) {
                groups.add(group);
                group = new ArrayList<>();
                size = 16;
            }
            group.add(element);
            size += element.size(leaf);
        }
        if (!leaf && group.size() == 1 && !groups.isEmpty()) {
            groups.get(groups.size() - 1).addAll(group);
        } else {
            groups.add(group);
        }
        List<Element> parents = new ArrayList<>();
        for (List<Element> one : groups) {
            byte[] first = one.isEmpty() ? new byte[0] : one.get(0).key();
            parents.add(new Element(first, new byte[0], pages.size(), 0));
            byte[] run = page(pages.size(), leaf ? 2 : 1, one);
            for (int i = 0; i < run.length; i += pageSize) {
                pages.add(Arrays.copyOfRange(run, i, i + pageSize));
            }
        }
        return parents;
    }

    private byte[] page(long id, int flags, List<Element> elements) {
        int size = 16;
        for (Element element : elements) {
            size += element.size(flags == 2);
        }
        int pageCount = Math.max(1, (size + pageSize - 1) / pageSize);
        return image(id, flags, elements, pageCount * pageSize);
    }

    private byte[] image(long id, int flags, List<Element> elements, int length) {
        ByteBuffer page = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(id).putShort((short) flags).putShort((short) elements.size());
        page.putInt(Math.max(1, (length + pageSize - 1) / pageSize) - 1);
        int data = 16 + 16 * elements.size();
        for (Element element : elements) {
            int start = page.position();
            if (flags == 2) {
                page.putInt(element.flags()).putInt(data - start);
                page.putInt(element.key().length).putInt(element.value().length);
            } else {
                page.putInt(data - start).putInt(element.key().length).putLong(element.child());
            }
            page.put(data, element.key());
            data += element.key().length;
            page.put(data, element.value());
            data += element.value().length;
        }
        return page.array();
    }
}
