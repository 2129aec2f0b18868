package dev.lokistore.index.boltdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * Labels in a temporary MapDB file: a tree that is loaded once in order and read once in order. Keys and values are bytes
 * of our own making. The file goes when the run is closed.
 */
final class MapDbRun implements LabelRun {
    private final Path file;
    private final DB database;
    private final Iterator<Map.Entry<byte[], byte[]>> entries;
    private String seriesId = "";
    private byte[] encoded = new byte[0];

    private MapDbRun(Path file, DB database, Iterator<Map.Entry<byte[], byte[]>> entries) {
        this.file = file;
        this.database = database;
        this.entries = entries;
    }

    /** Moves what {@code run} has left into a file. */
    static MapDbRun write(Path folder, LabelRun run) throws IOException {
        Path file = Files.createTempFile(folder, "labels", ".mapdb");
        Files.delete(file);
        DB database = DBMaker.fileDB(file.toFile())
                .fileChannelEnable()
                .fileDeleteAfterClose()
                .make();
        try {
            DB.TreeMapSink<byte[], byte[]> sink = database.treeMap(
                            "labels", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .createFromSink();
            while (run.next()) {
                sink.put(run.seriesId().getBytes(StandardCharsets.US_ASCII), encode(run.labels()));
            }
            BTreeMap<byte[], byte[]> map = sink.create();
            return new MapDbRun(file, database, map.entryIterator());
        } catch (RuntimeException e) {
            database.close();
            throw new IOException("cannot keep labels in " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] encode(List<String> labels) {
        List<byte[]> texts = new ArrayList<>(labels.size());
        int size = 0;
        for (String label : labels) {
            byte[] text = label.getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            size += Integer.BYTES + text.length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] text : texts) {
            buffer.putInt(text.length).put(text);
        }
        return buffer.array();
    }

    @Override
    public boolean next() {
        if (!entries.hasNext()) {
            return false;
        }
        Map.Entry<byte[], byte[]> entry = entries.next();
        seriesId = new String(entry.getKey(), StandardCharsets.US_ASCII);
        encoded = entry.getValue();
        return true;
    }

    @Override
    public String seriesId() {
        return seriesId;
    }

    @Override
    public List<String> labels() {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        List<String> labels = new ArrayList<>();
        while (buffer.hasRemaining()) {
            byte[] text = new byte[buffer.getInt()];
            buffer.get(text);
            labels.add(new String(text, StandardCharsets.UTF_8));
        }
        return labels;
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public String toString() {
        return "labels in " + file;
    }
}
