package io.messaging.testing;

import java.util.Set;

/** Finds the line of a user's code that called us. */
final class CallSites {
    private static final Set<String> OUR_PACKAGES =
            Set.of("io.messaging.config", "io.messaging.backend", "io.messaging.testing");

    private CallSites() {}

    static String ofUser() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> isUsers(frame.getDeclaringClass()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName()
                                + ":" + frame.getLineNumber() + ")")
                        .orElse("an unknown place"));
    }

    /** A user's tests of this very package are a user's too: their classes do not come from where ours come from. */
    private static boolean isUsers(Class<?> type) {
        return !OUR_PACKAGES.contains(type.getPackageName())
                || (type.getPackageName().equals(CallSites.class.getPackageName())
                        && !type.getProtectionDomain().equals(CallSites.class.getProtectionDomain()));
    }
}
