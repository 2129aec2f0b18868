package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.LokiStore;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does {@link Work.MovedChunks}. An object that has not the checksum of the chunk's key stays, and is told of. */
final class MoveChunks {
    private final LokiStore store;

    MoveChunks(LokiStore store) {
        this.store = store;
    }

    PreparedIndex build(PlanTask task, Work.MovedChunks work, Path folder) throws IOException {
        List<PreparedFile> files = new ArrayList<>();
        List<ObjectKey> replaced = new ArrayList<>();
        List<Remark> remarks = new ArrayList<>();
        for (int i = 0; i < work.places().size(); i++) {
            PlannedObject object = task.replaces().get(i);
            Work.MovedChunks.Place place = work.places().get(i);
            byte[] bytes = store.objects().readAll(object.key(), store.options().maxChunkBytes());
            int checksum = ChunkReader.checksum(ByteSource.of(object.key().value(), bytes));
            if (checksum == place.chunk().checksum()) {
                Path file = Files.write(folder.resolve("chunk-" + i), bytes);
                files.add(new PreparedFile(new WrittenObject(place.key(), bytes.length, Digests.of(bytes)), file));
                replaced.add(object.key());
            } else {
                remarks.add(new Remark(
                        object.key().value(),
                        "stays: its checksum is " + Integer.toHexString(checksum) + ", and not "
                                + place.chunk().checksumHex() + " as its key says"));
            }
        }
        return new PreparedIndex(files, replaced, remarks);
    }
}
