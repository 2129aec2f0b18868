package dev.lokistore.objectstore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.testing.ObjectStoreContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MemoryObjectStoreTest implements ObjectStoreContract {
    @Override
    public ObjectStore emptyStore() {
        return new MemoryObjectStore();
    }

    @Test
    void modificationTimesComeFromTheClock() throws Exception {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        MemoryObjectStore store = new MemoryObjectStore(Clock.fixed(now, ZoneOffset.UTC));
        store.put(ObjectKey.of("k"), new byte[0]);

        assertThat(store.head(ObjectKey.of("k")).lastModified()).isEqualTo(now);
    }

    @Test
    void callersCannotChangeWhatIsStored() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore();
        byte[] body = {1, 2};
        store.put(ObjectKey.of("k"), body);
        body[0] = 9;
        store.readAll(ObjectKey.of("k"), 2)[1] = 9;

        assertThat(store.readAll(ObjectKey.of("k"), 2)).containsExactly(1, 2);
    }
}
