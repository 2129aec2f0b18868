package dev.lokistore.compactor.index;

import dev.lokistore.objectstore.InterceptedReader;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/** A store some of whose objects are files of this machine, as far as reading their ranges goes. */
final class LocalFiles extends InterceptedReader {
    private final Map<ObjectKey, Path> files;

    LocalFiles(ObjectReader objects, Map<ObjectKey, Path> files) {
        super(objects, Interceptor.NONE);
        this.files = Map.copyOf(files);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        Path file = files.get(key);
        if (file == null) {
            return super.read(key, offset, length);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(offset);
            InputStream in = Channels.newInputStream(channel);
            return in.readNBytes(length);
        }
    }
}
