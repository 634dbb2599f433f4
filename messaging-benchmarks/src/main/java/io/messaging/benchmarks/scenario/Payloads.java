package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.message.GemstoneGenerator;

/** The payloads of all scenarios, whose ids never repeat in one run. Thread-safe. */
final class Payloads {
    /** The size of message that the bars are about. */
    static final int SMALL_BYTES = 400;

    /** The other size that is measured. */
    static final int LARGE_BYTES = 16 * 1024;

    private static final GemstoneGenerator GENERATOR = GemstoneGenerator.withRandomMachineId();

    private Payloads() {}

    static PayloadSource ofBytes(int bytes) {
        return new PayloadSource(GENERATOR, bytes);
    }
}
