package io.messaging.benchmarks.process;

import java.lang.System.Logger.Level;

/** Closes what was measured: a failure is worth a line in the log, but no figure is wrong because of it. */
public final class Closing {
    private static final System.Logger LOGGER = System.getLogger(Closing.class.getName());

    private Closing() {}

    /** Closes all, one after the other, whatever happens to any of them. */
    public static void closeAll(AutoCloseable... resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOGGER.log(Level.WARNING, "closing " + resource + " failed", e);
            }
        }
    }
}
