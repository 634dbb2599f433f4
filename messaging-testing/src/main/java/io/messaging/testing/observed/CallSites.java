package io.messaging.testing.observed;

import java.util.List;

/** Finds the line of a user's code that called us. */
final class CallSites {
    private static final List<String> OUR_PACKAGES =
            List.of("io.messaging.config", "io.messaging.backend", "io.messaging.spi", "io.messaging.testing");

    private static final String SCENARIO = "io.messaging.testing.DistributedTestScenario";

    private CallSites() {}

    /** For what a scenario makes, which ends with it, the line says so. */
    static String ofUser() {
        boolean[] isByScenario = {false};
        String line = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.peek(
                                frame -> isByScenario[0] |= frame.getClassName().equals(SCENARIO))
                        .filter(frame -> isUsers(frame.getDeclaringClass()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName()
                                + ":" + frame.getLineNumber() + ")")
                        .orElse("an unknown place"));
        return isByScenario[0] ? "a scenario at " + line : line;
    }

    /** A user's tests of this very package are a user's too: their classes do not come from where ours come from. */
    private static boolean isUsers(Class<?> type) {
        String name = type.getPackageName();
        return OUR_PACKAGES.stream().noneMatch(ours -> name.equals(ours) || name.startsWith(ours + "."))
                || (name.startsWith("io.messaging.testing")
                        && !type.getProtectionDomain().equals(CallSites.class.getProtectionDomain()));
    }
}
