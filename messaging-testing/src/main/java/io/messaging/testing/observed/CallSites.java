package io.messaging.testing.observed;

import java.util.List;

/** Finds the line of user code that called this module. */
final class CallSites {
    private static final List<String> OUR_PACKAGES =
            List.of("io.messaging.config", "io.messaging.backend", "io.messaging.spi", "io.messaging.testing");

    private static final String SCENARIO = "io.messaging.testing.DistributedTestScenario";

    private CallSites() {}

    /** Returns the line, which says so if a scenario made the call: it closes what it makes. */
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

    /** User tests in our packages count as user code: their classes come from another place. */
    private static boolean isUsers(Class<?> type) {
        String name = type.getPackageName();
        return OUR_PACKAGES.stream().noneMatch(ours -> name.equals(ours) || name.startsWith(ours + "."))
                || (name.startsWith("io.messaging.testing")
                        && !type.getProtectionDomain().equals(CallSites.class.getProtectionDomain()));
    }
}
