package dev.lokistore.objectstore.filesystem;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * File names as the UTF-8 bytes that are on disk, whatever the locale. Java itself decodes names by the locale, which in a
 * container is often ASCII, and then cannot say {@code ü}; but a {@code file:} URI holds the raw bytes both ways.
 */
final class RawNames {
    private static final int ASCII_END = 0x80;

    private RawNames() {}

    /** The last part of an absolute path, or null if its bytes are no UTF-8. */
    static @Nullable String name(Path path) {
        String decoded = path.getFileName().toString();
        if (isAscii(decoded)) {
            return decoded;
        }
        String raw = path.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        return utf8(percentDecoded(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end)));
    }

    /**
     * The path of a file in a folder.
     *
     * @param name one part, not empty, without NUL
     * @return null if the name is no Unicode
     */
    static @Nullable Path resolve(Path folder, String name) {
        if (isAscii(name)) {
            return folder.resolve(name);
        }
        ByteBuffer utf8;
        try {
            utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            return null;
        }
        StringBuilder uri = new StringBuilder(folder.toUri().toString());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        while (utf8.hasRemaining()) {
            uri.append(String.format("%%%02X", utf8.get() & 0xff));
        }
        return Path.of(URI.create(uri.toString()));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= ASCII_END) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer percentDecoded(String text) {
        ByteBuffer out = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                out.put((byte) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.put((byte) c);
            }
        }
        return out.flip();
    }

    private static @Nullable String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
