package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.tree.TreeNode;
import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code use}. */
@Command(
        name = "use",
        description = {
            "Sets what commands work on unless they say otherwise: an open store, one or more tenants (-t does the same).",
            "'use .' takes over tenant, day and stream of the place where 'cd' went. Without a name, shows the context;"
                    + " 'unset' clears it."
        },
        footer = {"  use prod", "  use team-a team-b", "  use -t team-a", "  use ."})
final class UseCommand extends StoreCommand {
    private static final String HERE = ".";

    private static final RecordView<SessionContext> VIEW = RecordView.<SessionContext>builder()
            .text("store", SessionContext::store)
            .field("tenants", FieldKind.LIST, Shown.ALWAYS, SessionContext::tenants)
            .text("selector", SessionContext::selector)
            .text("from", SessionContext::from)
            .text("to", SessionContext::to)
            .text("place", context -> "/" + String.join("/", context.place()))
            .build();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "An open store, or tenants of it")
    private List<String> names = List.of();

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        if (names.equals(List.of(HERE))) {
            here(run);
            return;
        }
        List<String> tenants = new ArrayList<>(
                run.tenantsOfCommandLine().stream().map(TenantId::value).toList());
        String store = run.global().store().orElse(null);
        for (String name : names) {
            if (memory.stores().origin(name).isPresent()) {
                if (store != null) {
                    throw new UsageException("use one store at a time: " + store + " or " + name);
                }
                store = name;
            } else {
                tenants.add(name);
            }
        }
        if (store == null && tenants.isEmpty()) {
            run.renderOne(VIEW, memory.context());
            return;
        }
        change(run, memory, store, tenants);
    }

    private static void change(Run run, SessionMemory memory, @Nullable String store, List<String> tenants)
            throws IOException {
        if (store != null && memory.stores().origin(store).isEmpty()) {
            throw new NotFoundException("no store '" + store + "' is open" + open(memory));
        }
        if (!tenants.isEmpty()) {
            check(run, memory, store, tenants);
        }
        memory.change(context -> {
            SessionContext ofStore =
                    store == null || store.equals(context.store()) ? context : context.withStore(store);
            return tenants.isEmpty() ? ofStore : ofStore.withTenants(tenants);
        });
    }

    /** A name that is neither store nor tenant is a mistake, and not a context in which nothing is found. */
    private static void check(Run run, SessionMemory memory, @Nullable String store, List<String> tenants)
            throws IOException {
        if (store == null && memory.context().store() == null) {
            throw new NotFoundException("no store '" + tenants.get(0) + "' is open" + open(memory));
        }
        Set<TenantId> known = run.store().loki().tenantsInNames();
        for (String tenant : tenants) {
            if (!known.isEmpty() && !known.contains(TenantId.of(tenant))) {
                throw new NotFoundException("'" + tenant + "' is no open store and no tenant of "
                        + run.store().uri() + "; tenants are "
                        + String.join(", ", known.stream().map(TenantId::value).toList()) + "; 'open " + tenant
                        + "' opens a store");
            }
        }
    }

    /** For the end of a message. */
    static String open(SessionMemory memory) {
        List<String> names = memory.stores().names();
        return names.isEmpty() ? "; 'open URI' opens one" : "; open: " + String.join(", ", names);
    }

    private static void here(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        TreePath place = TreePath.of(memory.context().place());
        if (place.level() == TreePath.Level.STORE) {
            throw new UsageException("the top of the store is no tenant: go to one with 'cd' first");
        }
        List<String> tenants = List.of(String.valueOf(place.tenant()));
        String selector = selector(run, place);
        memory.change(context -> {
            SessionContext changed = context.withTenants(tenants);
            if (place.day() != null) {
                changed = changed.withTime(
                        place.day().toString(), place.day().plusDays(1).toString());
            }
            return selector == null ? changed : changed.withSelector(selector);
        });
    }

    private static @Nullable String selector(Run run, TreePath place) throws IOException {
        if (place.fingerprint() == null) {
            return null;
        }
        TreeNode stream = new Places(run, false).find(place);
        if (stream.labels() == null) {
            throw new UsageException("the labels of this stream are not known: it cannot be selected");
        }
        return stream.labels().toString();
    }
}
