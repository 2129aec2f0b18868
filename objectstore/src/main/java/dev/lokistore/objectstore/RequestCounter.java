package dev.lokistore.objectstore;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts requests and bytes. Goes inside the retries, so that each attempt counts. */
final class RequestCounter implements Interceptor {
    private final LongSupplier nanoClock;
    private final Map<Operation, LongAdder> requests = new EnumMap<>(Operation.class);
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    RequestCounter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        for (Operation operation : Operation.values()) {
            requests.put(operation, new LongAdder());
        }
    }

    @Override
    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
        requests.get(operation).increment();
        long start = nanoClock.getAsLong();
        try {
            return request.send();
        } finally {
            nanos.add(nanoClock.getAsLong() - start);
        }
    }

    @Override
    public void transferred(Operation operation, long bytes) {
        boolean write = operation == Operation.PUT || operation == Operation.PUT_IF_ABSENT;
        (write ? bytesWritten : bytesRead).add(bytes);
    }

    void retried() {
        retries.increment();
    }

    StoreStats stats() {
        Map<Operation, Long> counts = new EnumMap<>(Operation.class);
        requests.forEach((operation, count) -> {
            if (count.sum() > 0) {
                counts.put(operation, count.sum());
            }
        });
        return new StoreStats(
                counts, bytesRead.sum(), bytesWritten.sum(), retries.sum(), Duration.ofNanos(nanos.sum()));
    }
}
