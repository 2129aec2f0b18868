package dev.lokistore.shell.command;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code open}. */
@Command(
        name = "open",
        description = {
            "Opens a store and uses it from now on. Several can be open; 'use NAME' goes from one to another, and any"
                    + " command takes -s NAME. Without a store, lists those that are open."
        },
        footer = {
            "  open prod",
            "  open s3://loki-chunks --as chunks",
            "  open minio://minio:9000/chunks?secure=false --loki-config loki.yaml"
        })
final class OpenCommand extends StoreCommand {
    /** A line of the list. */
    private record OpenLine(String name, String store, boolean used) {}

    private static final RecordView<OpenLine> VIEW = RecordView.<OpenLine>builder()
            .text("name", OpenLine::name)
            .text("store", OpenLine::store)
            .field("inUse", FieldKind.FLAG, Shown.ALWAYS, OpenLine::used)
            .build();

    @Parameters(arity = "0..1", paramLabel = "STORE", description = "URI, path or profile")
    private @Nullable String store;

    @Option(names = "--as", paramLabel = "NAME", description = "Name in the shell. Default: from the store's own")
    private @Nullable String name;

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        Optional<String> text = Optional.ofNullable(store).or(run.global()::store);
        if (text.isEmpty() && run.global().lokiConfig().isEmpty()) {
            list(run, memory);
            return;
        }
        OpenStores.Origin origin = new OpenStores.Origin(
                text.orElse(null), run.global().lokiConfig().orElse(null));
        Optional<String> open = name == null ? memory.stores().named(origin) : Optional.empty();
        if (open.isPresent()) {
            memory.change(context -> context.withStore(open.get()));
            run.note(open.get() + " is open already: it is in use now");
        } else {
            open(run, origin, name);
        }
    }

    /**
     * Opens a store for the session and uses it.
     *
     * @param as its name; null to find one
     */
    static void open(Run run, OpenStores.Origin origin, @Nullable String as) throws IOException {
        OpenStores stores = run.session().memory().stores();
        StoreOpening opening = run.opening(origin);
        if (as != null && !as.equals(StoreNaming.of(as))) {
            throw new UsageException("--as is '" + as + "' but must be of letters, digits, '-', '_' and '.'");
        }
        String name = as != null ? as : StoreNaming.free(opening.shortName(), stores.names());
        OpenedStore opened = opening.open();
        stores.put(name, origin, opened);
        run.session().memory().change(context -> context.withStore(name));
        // what the user did not see yet
        boolean profile = origin.text() == null || !opened.uri().endsWith(origin.text());
        run.note(name + ": " + (profile ? opened.uri() + ", " : "") + summary(opened));
    }

    private static String summary(OpenedStore opened) throws IOException {
        LokiStore loki = opened.loki();
        List<Table> tables = loki.tables();
        int tenants = loki.tenantsInNames().size();
        String days = tables.isEmpty()
                ? ""
                : ", " + tables.get(0).day() + " to "
                        + tables.get(tables.size() - 1).day();
        return count(tenants, "tenant") + ", " + count(tables.size(), "table") + days;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void list(Run run, SessionMemory memory) throws IOException {
        SessionContext context = memory.context();
        run.render(VIEW, "no store is open: 'open URI' opens one", sink -> {
            for (String each : memory.stores().names()) {
                OpenStores.Origin origin = memory.stores().origin(each).orElseThrow();
                String text = origin.text() != null ? origin.text() : Objects.toString(origin.lokiConfig());
                sink.accept(new OpenLine(each, text, each.equals(context.store())));
            }
        });
    }
}
