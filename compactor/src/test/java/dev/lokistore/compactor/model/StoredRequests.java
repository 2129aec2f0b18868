package dev.lokistore.compactor.model;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.DeleteRequests;
import dev.lokistore.index.deletes.DeleteStores;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores of delete requests of both forms, as a Loki with a backup form keeps them: one pending and one processed request of
 * a tenant, whose selectors match nothing, and a pending one of another.
 */
public record StoredRequests(
        TenantId tenant, TenantId other, Map<ObjectKey, byte[]> objects, List<DeleteRequests> content, Path temporary) {
    /** One form, as it is in a store now. */
    public record Form(DeleteRequests content) {
        public Set<DeleteRequest> of(TenantId owner) {
            return StoredRequests.of(content, owner);
        }
    }

    public static StoredRequests of(TenantId tenant, Path temporary) throws IOException, SQLException {
        return of(tenant, "{app=\"none\"}", temporary);
    }

    /** @param query of the pending request of the tenant */
    public static StoredRequests of(TenantId tenant, String query, Path temporary) throws IOException, SQLException {
        TenantId other = TenantId.of("zz-other");
        String times = "1:0:7fffffffffff";
        byte[] boltdb = DeleteStores.boltdb(
                "1|" + tenant + ":aaaaaaaa=received",
                "1|" + tenant + ":bbbbbbbb=processed",
                "1|" + other + ":cccccccc=received",
                "2:" + tenant + ":aaaaaaaa|" + times + "=" + query,
                "2:" + tenant + ":bbbbbbbb|" + times + "={app=\"none\"}",
                "2:" + other + ":cccccccc|" + times + "={app=\"c\"}",
                "3:" + tenant + "|=5",
                "3:" + other + "|=6");
        String until = String.valueOf(0x7fffffffffffL);
        byte[] sqlite = DeleteStores.sqlite(
                temporary,
                DeleteStores.SCHEMA + ";INSERT INTO requests VALUES ('aaaaaaaa', '" + tenant + "', 1, NULL, 0, " + until
                        + ", 1, 0, '" + query + "'), ('bbbbbbbb', '" + tenant + "', 1, 2, 0, " + until
                        + ", 1, 1, '{app=\"none\"}'), ('cccccccc', '" + other + "', 1, NULL, 0, " + until
                        + ", 1, 0, '{app=\"c\"}')");
        Map<ObjectKey, byte[]> objects = Map.of(
                ObjectKey.of(DeleteStores.BOLTDB), DeleteStores.gzip(boltdb),
                ObjectKey.of(DeleteStores.SQLITE), DeleteStores.gzip(sqlite));
        List<DeleteRequests> content = new ArrayList<>();
        for (Map.Entry<ObjectKey, byte[]> object : objects.entrySet()) {
            content.add(DeleteStores.read(object.getKey().value(), object.getValue(), temporary, StoreModel::fail));
        }
        return new StoredRequests(tenant, other, objects, content, temporary);
    }

    /** Those of a tenant, the same in both forms. */
    public Set<DeleteRequest> of(TenantId owner) {
        return of(content.get(0), owner);
    }

    private static Set<DeleteRequest> of(DeleteRequests all, TenantId owner) {
        Set<DeleteRequest> own = new HashSet<>();
        all.requests().stream()
                .filter(request -> request.tenant().equals(owner))
                .forEach(own::add);
        return own;
    }

    /** Both forms as a store has them now. */
    public List<Form> read(ObjectReader store) throws IOException {
        List<Form> forms = new ArrayList<>();
        for (ObjectKey key : objects.keySet()) {
            forms.add(
                    new Form(DeleteRequestStore.at(store, key).orElseThrow().read(store, temporary, StoreModel::fail)));
        }
        return forms;
    }
}
