package dev.lokistore.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What commands inherit in an interactive session where the command line does not say otherwise. Texts are as the user
 * typed them, so that {@code now-7d} moves with the clock.
 *
 * @param store name of the open store in use; null for none
 * @param tenants as {@code -t}; empty for all
 * @param selector of streams and lines; null for all
 * @param from as {@code --from}; null for no bound
 * @param to as {@code --to}; null for no bound
 * @param place in the tree of the store, from its top; empty at the top
 * @param before the place before
 */
public record SessionContext(
        @Nullable String store,
        List<String> tenants,
        @Nullable String selector,
        @Nullable String from,
        @Nullable String to,
        List<String> place,
        List<String> before) {
    /** Nothing to inherit, as for one-shot runs. */
    public static final SessionContext NONE =
            new SessionContext(null, List.of(), null, null, null, List.of(), List.of());

    public SessionContext {
        tenants = List.copyOf(tenants);
        place = List.copyOf(place);
        before = List.copyOf(before);
    }

    /** Another store has other places: back to the top. */
    public SessionContext withStore(@Nullable String newStore) {
        return new SessionContext(newStore, tenants, selector, from, to, List.of(), List.of());
    }

    public SessionContext withTenants(List<String> newTenants) {
        return new SessionContext(store, newTenants, selector, from, to, place, before);
    }

    public SessionContext withSelector(@Nullable String newSelector) {
        return new SessionContext(store, tenants, newSelector, from, to, place, before);
    }

    public SessionContext withTime(@Nullable String newFrom, @Nullable String newTo) {
        return new SessionContext(store, tenants, selector, newFrom, newTo, place, before);
    }

    public SessionContext withPlace(List<String> newPlace) {
        return new SessionContext(store, tenants, selector, from, to, newPlace, place);
    }
}
