package dev.lokistore.chunk;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The golden stores of {@code testdata/}: small tar files with regular files only. */
final class TestArchive {
    private static final int RECORD = 512;

    private TestArchive() {}

    /** Paths without the archive's top folder, and contents. */
    static Map<String, byte[]> files(String name) throws IOException {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream file = Files.newInputStream(archive);
                DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            String longName = "";
            byte[] header = new byte[RECORD];
            while (readHeader(in, header)) {
                int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes((RECORD - size % RECORD) % RECORD);
                String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
                String path = (prefix.isEmpty() || header[262] == ' ' ? "" : prefix + "/") + text(header, 0, 100);
                if (header[156] == 'L') {
                    longName = text(content, 0, size);
                    continue;
                }
                path = longName.isEmpty() ? path : longName;
                longName = "";
                if (header[156] == '0' || header[156] == 0) {
                    files.put(path.substring(path.indexOf('/') + 1), content);
                }
            }
        }
        return files;
    }

    /** All chunk objects of an archive, each with the reference that its key says. */
    static List<StoredChunk> chunks(String name) throws IOException {
        List<StoredChunk> chunks = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files(name).entrySet()) {
            String path = file.getKey();
            if (!path.startsWith("store/")) {
                continue;
            }
            String plain = path.substring("store/".length());
            String inFolder = plain.startsWith("chunks/") ? plain.substring("chunks/".length()) : plain;
            ChunkKeyScheme.tryParseFilesystem(inFolder)
                    .or(() -> ChunkKeyScheme.tryParse(inFolder))
                    .ifPresent(ref -> chunks.add(new StoredChunk(inFolder, ref, file.getValue())));
        }
        return chunks;
    }

    record StoredChunk(String path, ChunkRef ref, byte[] bytes) {
        ByteSource source() {
            return ByteSource.of(path, bytes);
        }
    }

    private static boolean readHeader(DataInputStream in, byte[] header) throws IOException {
        try {
            in.readFully(header);
        } catch (EOFException e) {
            return false;
        }
        return header[0] != 0;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
