package io.messaging.testing;

import io.messaging.testing.observed.HandlerErrors.HandlerError;
import io.messaging.testing.report.Story;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Combines the exceptions of handlers into one failure. */
final class HandlerFailure {
    private static final int MOST_SHOWN = 10;

    private HandlerFailure() {}

    /** Returns the failure, with the stack trace of the first exception; empty without errors. */
    static Optional<AssertionError> of(String title, List<HandlerError> errors) {
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        String shown =
                errors.stream().limit(MOST_SHOWN).map(error -> "\n  " + error).collect(Collectors.joining());
        String more = errors.size() > MOST_SHOWN ? "\n  and " + (errors.size() - MOST_SHOWN) + " more" : "";
        Set<Throwable> different = Collections.newSetFromMap(new IdentityHashMap<>()); // asks them nothing
        List<Throwable> thrown = errors.stream()
                .map(HandlerError::thrown)
                .filter(failure -> failure != null && different.add(failure))
                .toList();
        AssertionError failure = new AssertionError(
                (errors.size() == 1 ? "a handler" : errors.size() + " handler calls") + " failed in " + title
                        + "; if the test expects that, say so with expectHandlerError or failOnHandlerError = false:"
                        + shown + more,
                thrown.isEmpty() ? null : thrown.get(0));
        if (!thrown.isEmpty()) {
            failure.setStackTrace(Story.placeOf(thrown.get(0)));
        }
        thrown.stream().skip(1).limit(MOST_SHOWN).forEach(failure::addSuppressed);
        return Optional.of(failure);
    }
}
