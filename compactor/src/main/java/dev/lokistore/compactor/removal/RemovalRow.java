package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Volume;

/**
 * What one rule takes from one tenant.
 *
 * @param gone chunks that go, each once
 * @param missing rows that go and whose chunks have no object
 * @param rowsOnly rows that go and whose chunks stay, since a later table names them
 * @param leftOut chunks that would go, were it not that the tables which name them are left out
 */
public record RemovalRow(TenantId tenant, String rule, Volume gone, long missing, long rowsOnly, Volume leftOut) {}
