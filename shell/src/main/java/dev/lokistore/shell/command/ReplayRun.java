package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.compactor.gateway.GatewayException;
import dev.lokistore.compactor.replay.Rejection;
import dev.lokistore.compactor.replay.Replay;
import dev.lokistore.compactor.replay.ReplayCounts;
import dev.lokistore.compactor.replay.ReplayMapping;
import dev.lokistore.compactor.replay.ReplayState;
import dev.lokistore.compactor.replay.ReplayTally;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A replay at work: counts, or sends and says how it ended. */
final class ReplayRun {
    private static final int ID_CHARS = 16;
    private static final int LISTED = 100;

    private record Outcome(String name, ReplayTally tally, long retries, List<Rejection> rejections, Path state) {}

    private static final RecordView<ReplayCounts.OfTenant> COUNTS = RecordView.<ReplayCounts.OfTenant>builder()
            .text("tenant", count -> count.tenant().value())
            .count("streams", ReplayCounts.OfTenant::streams)
            .count("entries", ReplayCounts.OfTenant::entries)
            .bytes("lineBytes", ReplayCounts.OfTenant::bytes)
            .field("from", FieldKind.NANOS, Shown.ALWAYS, ReplayCounts.OfTenant::fromNanos)
            .field("through", FieldKind.NANOS, Shown.ALWAYS, ReplayCounts.OfTenant::throughNanos)
            .field("tooOld", FieldKind.COUNT, Shown.DATA, ReplayCounts.OfTenant::tooOld)
            .field("tooLong", FieldKind.COUNT, Shown.DATA, ReplayCounts.OfTenant::tooLong)
            .field("tooManyLabels", FieldKind.COUNT, Shown.DATA, ReplayCounts.OfTenant::tooManyLabels)
            .build();

    private static final RecordView<Outcome> SUMMARY = RecordView.<Outcome>builder()
            .text("message_type", outcome -> "summary")
            .text("outcome", Outcome::name)
            .count("entries", outcome -> outcome.tally().entries())
            .bytes("lineBytes", outcome -> outcome.tally().bytes())
            .count("requests", outcome -> outcome.tally().requests())
            .count("retries", Outcome::retries)
            .count("dropped", outcome -> outcome.tally().dropped())
            .count("rejected", outcome -> outcome.tally().rejected())
            .field("rejections", FieldKind.RECORDS, Shown.STRUCTURED, ReplayRun::rejections)
            .text("state", outcome -> outcome.state().toString())
            .build();

    private final Run run;
    private final ReplayInput input;
    private final ReplayMapping mapping;
    private final long batchBytes;
    private final String identity;

    /** @param identity what makes two replays the same one, but for the time range */
    ReplayRun(Run run, ReplayInput input, ReplayMapping mapping, long batchBytes, String identity) {
        this.run = run;
        this.input = input;
        this.mapping = mapping;
        this.batchBytes = batchBytes;
        this.identity = identity;
    }

    private static List<Map<String, Object>> rejections(Outcome outcome) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Rejection each : outcome.rejections()) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("tenant", each.tenant().value());
            record.put("entries", each.entries());
            record.put("from", Times.nanos(each.fromNanos()));
            record.put("through", Times.nanos(each.throughNanos()));
            record.put("message", each.message());
            records.add(record);
        }
        return records;
    }

    void count() throws IOException {
        ReplayCounts counts = new Replay(input.source(run.range()), mapping, batchBytes).count(run.nowNanos());
        run.render(COUNTS, "no entry matches", sink -> {
            for (ReplayCounts.OfTenant each : counts.tenants()) {
                sink.accept(each);
            }
        });
        if (counts.dropped() > 0) {
            run.note(Quantity.count(counts.dropped()) + " entries are left out by --relabel");
        }
        long old = counts.tenants().stream()
                .mapToLong(ReplayCounts.OfTenant::tooOld)
                .sum();
        long lines = counts.tenants().stream()
                .mapToLong(ReplayCounts.OfTenant::tooLong)
                .sum();
        long labels = counts.tenants().stream()
                .mapToLong(ReplayCounts.OfTenant::tooManyLabels)
                .sum();
        if (old > 0) {
            run.warn(Quantity.count(old) + " entries are older than 7 days, which Loki refuses unless its limits say"
                    + " 'reject_old_samples: false'; --shift-time moves them");
        }
        if (lines > 0) {
            run.warn(Quantity.count(lines) + " lines are longer than 256 KiB, Loki's default for max_line_size");
        }
        if (labels > 0) {
            run.warn(Quantity.count(labels) + " entries have more than 15 labels, Loki's default for"
                    + " max_label_names_per_series");
        }
    }

    /** Below the state folder, named by what is replayed. */
    Path usualStateFile() {
        TimeRange range = run.range();
        return run.session()
                .environment()
                .stateFolder()
                .resolve("replay")
                .resolve(hash(identity + "\n" + range.fromNanos() + "\n" + range.toNanos())
                                .substring(0, ID_CHARS)
                        + ".json");
    }

    private static String hash(String text) {
        return Digests.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends what is not sent yet.
     *
     * @param again whether all of it is
     */
    void send(Gateway gateway, Path file, Interceptor brake, boolean skipRejected, boolean again) throws IOException {
        try (ReplayStateFile state = ReplayStateFile.open(file)) {
            ReplayState start = start(state, again);
            if (start.done()) {
                run.note(
                        "all of it was sent before (" + SafeText.escape(file.toString()) + "); --again sends it again");
            }
            List<Rejection> rejections = new ArrayList<>();
            Replay replay = new Replay(input.source(start.range()), mapping, batchBytes);
            ReplayState[] last = {start};
            try {
                replay.run(
                        gateway,
                        start,
                        next -> {
                            state.write(next);
                            last[0] = next;
                            progress(next.tally());
                        },
                        brake,
                        skipRejected ? each -> rejected(each, rejections) : null);
            } catch (GatewayException e) {
                stopped(last[0], file, e);
                throw e;
            }
            if (start.done() && run.human()) {
                return;
            }
            boolean whole = rejections.isEmpty() && last[0].tally().rejected() == 0;
            print(new Outcome(whole ? "done" : "partial", last[0].tally(), gateway.retries(), rejections, file));
            run.end(whole ? ExitCode.DONE : ExitCode.PARTIAL);
        }
    }

    private ReplayState start(ReplayStateFile file, boolean again) throws IOException {
        ReplayState known = again ? null : file.read().orElse(null);
        if (known == null) {
            return ReplayState.start(hash(identity), run.range());
        }
        if (!known.identity().equals(hash(identity))) {
            throw new RefusedException(file.path() + " is of another replay (another store, selector, Loki, or other"
                    + " options): name another file, or begin anew with --again");
        }
        if (!known.done() && known.position().entries() > 0) {
            run.note("going on behind " + Quantity.count(known.position().entries()) + " entries that are done");
        }
        return known;
    }

    private void rejected(Rejection rejection, List<Rejection> all) {
        if (all.size() < LISTED) {
            all.add(rejection);
        }
        run.warn("of " + Quantity.count(rejection.entries()) + " entries of tenant "
                + SafeText.escape(rejection.tenant().value()) + " from " + Times.nanos(rejection.fromNanos())
                + " on, Loki refused some: " + SafeText.escape(rejection.message()));
    }

    private void progress(ReplayTally tally) {
        run.activity(Quantity.count(tally.entries()) + " entries sent, " + Quantity.bytes(tally.bytes()));
    }

    private void stopped(ReplayState last, Path file, GatewayException why) {
        run.note(Quantity.count(last.tally().entries()) + " entries are sent; the same command goes on from there"
                + " (--state " + SafeText.escape(file.toString()) + ")");
        if (why.kind() == GatewayException.Kind.REJECTED) {
            run.note("Loki takes the sound entries of a request that it refuses; --skip-rejected goes on without the"
                    + " others");
        }
    }

    private void print(Outcome outcome) throws IOException {
        if (!run.human()) {
            run.renderOne(SUMMARY, outcome);
            return;
        }
        ReplayTally tally = outcome.tally();
        run.out()
                .println("Sent " + Quantity.count(tally.entries()) + " entries, " + Quantity.bytes(tally.bytes())
                        + " of lines, in " + Quantity.count(tally.requests())
                        + (tally.requests() == 1 ? " request" : " requests")
                        + (outcome.retries() > 0 ? ", " + Quantity.count(outcome.retries()) + " sent again" : "") + "."
                        + (tally.dropped() > 0
                                ? " Left out by --relabel: " + Quantity.count(tally.dropped()) + "."
                                : "")
                        + (tally.rejected() > 0
                                ? " In requests that Loki refused in part: " + Quantity.count(tally.rejected()) + "."
                                : ""));
        run.out().flush();
    }
}
