package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.doctor.CheckupReport;
import dev.lokistore.compactor.doctor.Doctor;
import dev.lokistore.compactor.doctor.Release;
import dev.lokistore.compactor.doctor.Symptom;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.Deployment;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        description = {
            "Examines a store and says what is wrong: access, the bucket's settings, the store against --loki-config, the"
                    + " index, chunks without references and references without chunks, deletes, retention.",
            "Reads the index and lists all objects, reads no chunk, and changes nothing. Each finding has an id,"
                    + " a severity, what it was seen by, and what to do. Exits with 3 if anything is wrong, also if the"
                    + " store does not open; notes alone are not wrong."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz doctor --now 2026-11-23T01:00:00Z",
            "  lokistore -s s3://loki-chunks --loki-config values.yaml doctor --probe-write",
            "  lokistore -s minio://localhost:9000/chunks doctor --target 3.0 --rules-store minio://localhost:9000/ruler",
            "  lokistore -s s3://loki-chunks doctor --only chunk-missing,chunk-orphan -o jsonl"
        })
final class DoctorCommand extends StoreCommand {
    @Option(names = "--probe-write", description = "Also write an object below .lokistore/probe/ and delete it again")
    private boolean probeWrite;

    @Option(
            names = "--target",
            paramLabel = "VERSION",
            description = "Also say what hinders an upgrade to this release of Loki: 3.0, 4.0")
    private @Nullable String target;

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Look for these findings only")
    private List<String> only = List.of();

    @Option(names = "--skip", paramLabel = "ID", split = ",", description = "Do not look for these")
    private List<String> skip = List.of();

    @Option(
            names = "--rules-store",
            paramLabel = "URI",
            description = "The ruler's bucket, folder, archive or profile. Default: the bucket of the ruler in"
                    + " --loki-config, on the store's server")
    private @Nullable String rulesStore;

    @Mixin
    private PolicyOptions rules = new PolicyOptions();

    @Override
    void execute(Run run) throws IOException {
        Doctor.Order order = new Doctor.Order(wanted(), probeWrite, release(), run.concurrency(), run.now());
        Doctor.Papers papers = Doctor.Papers.none();
        ConfigFile file = run.configuration();
        Deployment deployment = file == null ? Deployment.unknown() : Deployment.of(file);
        CheckupReport report;
        try {
            OpenedBuckets buckets = run.buckets();
            if (probeWrite && buckets.inventory() != null) {
                throw new UsageException("--probe-write needs the store itself: an inventory can only be read");
            }
            if (file != null) {
                papers = new Doctor.Papers(buckets.options().config(), deployment, rules.read(run));
            }
            report = Doctor.examine(patient(run, buckets, deployment), papers, order, subject -> {});
        } catch (StoreException e) {
            // a folder or an archive that is not there
            report = Doctor.examine(nobody(run, e), papers, order, subject -> {});
        }
        if (report.alarming()) {
            run.alarm();
        }
        print(run, report);
    }

    private Doctor.Patient patient(Run run, OpenedBuckets buckets, Deployment deployment) throws IOException {
        Doctor.Opening<LokiStore> opening = () -> {
            LokiStore store = LokiStore.open(buckets.reader(), buckets.options());
            if (buckets.inventory() == null) {
                // what is cached of listings may hide what is wrong now
                store.refresh();
            }
            return store;
        };
        String uri = rulesStore;
        Optional<StoreUri> ruler = uri == null ? rulerBeside(buckets, deployment) : Optional.empty();
        Doctor.Opening<ObjectReader> rulerOpening = () -> uri != null
                ? run.otherStore(uri)
                : run.bucketBeside(ruler.orElseThrow(), buckets.uris().get(0));
        return new Doctor.Patient(
                buckets.name(),
                buckets.inventory() == null ? List.<ObjectStore>copyOf(buckets.buckets()) : List.of(),
                buckets.inventory() != null,
                opening,
                uri != null ? uri : ruler.map(StoreUri::toString).orElse(null),
                rulerOpening,
                buckets.temporary().path());
    }

    private static Doctor.Patient nobody(Run run, StoreException failure) {
        return new Doctor.Patient(
                run.global().store().orElse("the store"),
                List.of(),
                false,
                () -> {
                    throw failure;
                },
                null,
                () -> {
                    throw failure;
                },
                Path.of(""));
    }

    /** The bucket that the configuration names for the ruler, on the server that holds the store. */
    private static Optional<StoreUri> rulerBeside(OpenedBuckets buckets, Deployment deployment) throws IOException {
        return buckets.uris().get(0) instanceof StoreUri.Bucket bucket
                ? deployment
                        .rulerBucket()
                        .filter(name -> !name.contains("/"))
                        .map(name -> new StoreUri.Bucket(
                                bucket.client(),
                                name,
                                "",
                                bucket.endpoint(),
                                bucket.region(),
                                bucket.pathStyle(),
                                bucket.secure()))
                : Optional.empty();
    }

    private @Nullable Release release() {
        try {
            return target == null ? null : Release.of(target);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--target: " + e.getMessage());
        }
    }

    private Set<Symptom> wanted() {
        Set<Symptom> wanted = only.isEmpty() ? EnumSet.allOf(Symptom.class) : symptoms("--only", only);
        wanted.removeAll(symptoms("--skip", skip));
        if (wanted.isEmpty()) {
            throw new UsageException("--only and --skip leave nothing to look for");
        }
        return wanted;
    }

    private static Set<Symptom> symptoms(String option, List<String> ids) {
        Set<Symptom> found = EnumSet.noneOf(Symptom.class);
        for (String id : ids) {
            found.add(Arrays.stream(Symptom.values())
                    .filter(symptom -> symptom.id().equals(id.strip()))
                    .findFirst()
                    .orElseThrow(() -> new UsageException(option + ": there is no finding '" + id + "'; there are "
                            + Arrays.stream(Symptom.values()).map(Symptom::id).collect(Collectors.joining(", ")))));
        }
        return found;
    }

    private static void print(Run run, CheckupReport report) throws IOException {
        if (!run.human()) {
            try (RowWriter<Finding> rows = run.rendering().rows(FindingsPage.VIEW)) {
                for (Finding finding : report.findings()) {
                    rows.write(finding);
                }
            }
            report.unchecked().forEach(line -> run.note("not checked: " + SafeText.escape(line)));
            return;
        }
        FindingsPage page =
                new FindingsPage(run.out(), run.style(), run.session().out().columns());
        run.out().println(report.alarming() ? "This store needs attention." : "Nothing wrong was found.");
        page.print(report.findings());
        section(run, page, "Looked at", report.examined());
        section(run, page, "Not checked", report.unchecked());
        run.out().flush();
    }

    private static void section(Run run, FindingsPage page, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            run.out().println();
            run.out().println(run.style().bold(title));
            lines.forEach(line -> page.wrapped("  - ", "    ", line));
        }
    }
}
