package dev.lokistore.chunk;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A block as it was found in an object of which not everything can be trusted.
 *
 * @param index as the block table counts, from 0; else in the order in which blocks were found
 * @param offset of its compressed bytes, from the start of the object
 * @param storedBytes compressed size, without the 4 bytes of the CRC that follow
 * @param row of the block table; null if the table is lost
 * @param storedCrc the CRC that follows it; null if the object ends before
 * @param computedCrc CRC-32C of its bytes
 * @param fault why its entries are not to be trusted; null if they are
 */
public record SalvagedBlock(
        int index,
        long offset,
        int storedBytes,
        @Nullable BlockMeta row,
        @Nullable Integer storedCrc,
        int computedCrc,
        @Nullable String fault) {
    /** What the checksum says. */
    public enum CrcState {
        OK,
        WRONG,
        /** There is none: the object ends before it. */
        MISSING
    }

    static SalvagedBlock of(byte[] bytes, SalvagePlan.Block block) {
        int from = Math.max(0, Math.min(block.from(), bytes.length));
        int to = Math.max(from, Math.min(block.to(), bytes.length));
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        boolean whole = block.to() <= bytes.length - PayloadLayout.CRC_BYTES;
        return new SalvagedBlock(
                block.index(),
                block.from(),
                block.to() - block.from(),
                block.row(),
                whole ? BigEndian.int32(bytes, block.to()) : null,
                (int) crc.getValue(),
                block.fault());
    }

    public CrcState crcState() {
        if (storedCrc == null) {
            return CrcState.MISSING;
        }
        return storedCrc == computedCrc ? CrcState.OK : CrcState.WRONG;
    }

    /** Whether its checksum holds and all of it decodes. */
    public boolean sound() {
        return fault == null;
    }
}
