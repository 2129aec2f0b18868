package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.PlanRegistry;
import dev.lokistore.compactor.engine.PlanRunner;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.PlanUndo;
import dev.lokistore.compactor.engine.PlanWorker;
import dev.lokistore.compactor.engine.RunEvents;
import dev.lokistore.compactor.engine.RunOwner;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.engine.RunSettings;
import dev.lokistore.compactor.engine.StoreLock;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Sleeper;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.NewFile;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** A run of a command that makes, carries out or takes back a plan. */
final class ChangeRun {
    private final Run run;
    private final ApplyOptions options;
    private final ChangeOutput output;
    private final long startedNanos = System.nanoTime();
    private @Nullable ChangeableStore store;
    private @Nullable LokiTimes times;

    ChangeRun(Run run, ApplyOptions options) {
        this.run = run;
        this.options = options;
        this.output = ChangeOutput.of(run);
        // found out before any work is done
        options.metricsFile().ifPresent(file -> NewFile.at(resolved(file), true));
        options.brake();
        options.deadline(run.now());
    }

    private Path resolved(Path file) {
        return run.session().workingDirectory().resolve(file);
    }

    /** The store, opened to be changed, with nothing from a cache. */
    ChangeableStore store() throws IOException {
        ChangeableStore opened = store;
        if (opened == null) {
            opened = run.store().changeable(options.brake(), temporary());
            store = opened;
        }
        return opened;
    }

    Path temporary() throws IOException {
        return options.temporary().folder(run);
    }

    /** Of the Loki that the configuration describes; the usual ones without any. */
    LokiTimes times() throws IOException {
        LokiTimes known = times;
        if (known == null) {
            ConfigFile file = run.configuration();
            known = file == null ? LokiTimes.DEFAULT : LokiTimes.of(file);
            times = known;
        }
        return known;
    }

    /**
     * What a new plan is about.
     *
     * @param trash whether what goes is kept for a while
     * @param schema periods of the whole store
     * @param notes what was left out and why
     */
    PlanHeader header(
            String command, Map<String, String> arguments, boolean trash, List<SchemaPeriod> schema, List<String> notes)
            throws IOException {
        return new PlanHeader(
                command, arguments, run.now(), run.store().uri(), trash, options.waits(times().waits()), schema, notes);
    }

    /**
     * For those who add tables.
     *
     * @param takesAway whether the plan also removes something
     * @throws RefusedException if a Loki seems to be at work on the store, and the operator has not said otherwise
     */
    void requireQuiet(boolean takesAway) throws IOException {
        for (Objection objection : new LiveWriterGuard(run.now(), times()).againstStore(store().loki(), takesAway)) {
            if (!objection.met(options.lokiStopped(), options.force())) {
                throw new RefusedException(objection.text());
            }
        }
    }

    PlanRegistry registry() throws IOException {
        return new PlanRegistry(state(), temporary());
    }

    private ObjectStore state() throws IOException {
        if (options.stateDir().isEmpty()) {
            return store().objects();
        }
        Path folder = resolved(options.stateDir().get());
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + " (--state-dir): make one that lasts");
        }
        return FilesystemStore.open(folder);
    }

    /** Shows what a new plan is about. */
    void details(RecordView<ChangeLine> view, List<ChangeLine> lines) throws IOException {
        output.details(view, lines);
    }

    /** Ends the output where a safety rule is against making a plan. */
    RefusedException refusal(String why) throws IOException {
        output.noPlan(why);
        return new RefusedException(why);
    }

    /**
     * Shows a new plan, keeps it and carries it out as asked.
     *
     * @return whether it was carried out to its end, without a task that failed
     */
    boolean planned(Plan plan, PlanOptions wanted) throws IOException {
        boolean done = false;
        output.plan(plan);
        output.schema(plan);
        if (wanted.file().isPresent()) {
            Path file = resolved(wanted.file().get());
            NewFile.at(file, false).write(Files.readAllBytes(plan.file()));
            run.note("the plan is in " + file);
        }
        if (plan.taskCount() == 0) {
            output.nothingToDo();
            if (wanted.apply()) {
                metrics(seconds -> MetricsText.ofNothing(plan.header().command(), clock(), seconds));
            }
        } else if (wanted.apply()) {
            done = begin(plan);
        } else if (run.human()) {
            run.note("Nothing was changed. " + advice(wanted));
        }
        output.close();
        return done;
    }

    private String advice(PlanOptions wanted) throws IOException {
        if (run.store().inventory() != null) {
            return "What is open is an inventory: --plan FILE keeps the plan, 'lokistore -s STORE apply FILE' carries it out"
                    + " on the store itself.";
        }
        if (run.store().readOnly()) {
            return "What is open can only be read: 'lokistore copy "
                    + SafeText.escape(run.store().uri())
                    + " DIR' makes a folder of it that can be changed.";
        }
        return wanted.file().isPresent()
                ? "'lokistore apply " + wanted.file().get() + "' carries the plan out."
                : "--apply carries the plan out, --plan FILE keeps it.";
    }

    /** Carries a plan out that was read from a file. */
    void apply(Plan plan) throws IOException {
        String here = run.store().uri();
        if (!plan.header().store().equals(here)) {
            run.warn("the plan was made for " + SafeText.escape(plan.header().store()) + ", and this is "
                    + SafeText.escape(here));
        }
        output.plan(plan);
        output.schema(plan);
        begin(plan);
        output.close();
    }

    private boolean begin(Plan plan) throws IOException {
        confirm("Carry this plan out?");
        return end(plan, "apply --resume", () -> run(plan, PlanRunner::begin));
    }

    /** One of several, perhaps: {@link #close} follows the last. */
    void resume(Plan plan) throws IOException {
        output.schema(plan);
        end(plan, "apply --resume", () -> run(plan, PlanRunner::resume));
    }

    /** Ends the output. */
    void close() throws IOException {
        output.close();
    }

    void undo(Plan plan) throws IOException {
        confirm("Take plan " + plan.id() + " (" + plan.header().command() + ") back?");
        end(plan, "undo", () -> new PlanUndo(plan, store(), registry(), settings(plan)).run());
        output.close();
    }

    private interface Call {
        RunReport of(PlanRunner runner) throws IOException;
    }

    private RunReport run(Plan plan, Call call) throws IOException {
        try (PlanWorker worker = new PlanWorker(store().loki(), plan)) {
            return call.of(new PlanRunner(plan, store(), registry(), worker, settings(plan)));
        }
    }

    private void confirm(String question) throws IOException {
        if (!options.yes() && !run.confirmed(question)) {
            throw new RefusedException("nothing was changed, since the answer was not yes");
        }
    }

    private RunSettings settings(Plan plan) throws IOException {
        Clock clock = run.global().hasNow()
                ? Clock.fixed(run.now(), ZoneOffset.UTC)
                : run.session().clock();
        Waits waits = options.waits(times().waits());
        RunEvents events = (step, subject) -> run.activity(step + " " + subject);
        return new RunSettings(
                clock,
                run.session().clock(),
                Sleeper.REAL,
                StoreLock.Timing.DEFAULT,
                waits,
                options.lokiStopped(),
                RunOwner.current(),
                run.global()
                        .concurrency()
                        .orElse(Math.min(2, Runtime.getRuntime().availableProcessors())),
                temporary(),
                options.deadline(run.now()),
                events);
    }

    private interface Engine {
        RunReport run() throws IOException;
    }

    private boolean end(Plan plan, String goesOnWith, Engine engine) throws IOException {
        RunReport report;
        run.resumeProgress();
        Thread atExit = new Thread(() -> interrupted(plan, goesOnWith), "interrupted-change");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            report = engine.run();
        } catch (IOException e) {
            output.failed(plan, e, begun(plan));
            metrics(plan, null);
            throw e;
        } finally {
            forget(atExit);
            run.storeChanged();
        }
        output.report(report, run.store().stats().bytesRead());
        metrics(plan, report);
        run.end(
                switch (report.outcome()) {
                    case DONE, UNDONE -> ExitCode.DONE;
                    case PARTIAL, WAITING -> ExitCode.PARTIAL;
                    case FAILED -> ExitCode.FAILED;
                });
        // with remarks it is partial, and comes to its end all the same
        boolean atEnd = report.outcome() == RunReport.Outcome.DONE || report.outcome() == RunReport.Outcome.PARTIAL;
        return atEnd && report.failures().isEmpty() && !report.left() && report.resumeAt() == null;
    }

    /** The process ends while the plan is carried out: the user is to know how it goes on. */
    private void interrupted(Plan plan, String goesOnWith) {
        run.session()
                .err()
                .text()
                .println("interrupted in plan " + plan.id() + " ("
                        + plan.header().command() + "); carry on with: lokistore " + goesOnWith + " " + plan.id());
        run.session().err().text().flush();
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs
        }
    }

    private boolean begun(Plan plan) {
        try {
            return registry().status(plan).phase() != PlanStatus.Phase.PLANNED;
        } catch (IOException alsoFailed) {
            // the first failure is what the user hears of
            return false;
        }
    }

    private Instant clock() {
        return run.session().clock().instant();
    }

    private void metrics(Plan plan, @Nullable RunReport report) throws IOException {
        metrics(seconds -> MetricsText.of(plan.header().command(), report, clock(), seconds));
    }

    /** @param text by the seconds that the run took */
    private void metrics(DoubleFunction<String> text) throws IOException {
        if (options.metricsFile().isPresent()) {
            double seconds = (System.nanoTime() - startedNanos) / 1e9;
            NewFile.at(resolved(options.metricsFile().get()), true)
                    .write(text.apply(seconds).getBytes(StandardCharsets.UTF_8));
        }
    }
}
