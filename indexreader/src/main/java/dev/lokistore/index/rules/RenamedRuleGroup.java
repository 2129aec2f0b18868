package dev.lokistore.index.rules;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;

/**
 * A rule group of one tenant as one of another: the same message with another user, every other field byte for byte.
 *
 * @param key that it gets
 * @param bytes of the object; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carries an object from its reader to its writer; never compared
public record RenamedRuleGroup(RuleGroupKey key, byte[] bytes) {
    /**
     * @param source the key of the object, relative to the ruler's storage prefix
     * @throws CorruptDataException if the bytes are no rule group, or the key does not say which
     */
    public static RenamedRuleGroup of(String source, byte[] bytes, TenantId tenant) throws CorruptDataException {
        RuleGroup group = RuleGroupCodec.decode(source, bytes);
        if (!group.key().format().equals(source)) {
            throw new CorruptDataException(
                    source, 0, "key of the rule group", group.key().format(), source);
        }
        RuleGroupKey key = new RuleGroupKey(tenant, group.namespace(), group.name());
        return new RenamedRuleGroup(key, RuleGroupCodec.withUser(source, bytes, tenant));
    }
}
