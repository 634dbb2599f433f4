package io.messaging.selftest.delivering;

import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Sub;

/** Spoils what waits behind a failure: SUB-06. */
final class Sub06Backlogs {
    private interface Failure {
        void failed(Engine engine, Sub sub, Throwable failure);
    }

    static final Mutant SORTS_AFTER_FAILURE = failing(
                    "sorts the waiting messages by id after a failure", (engine, sub, failure) -> engine.sortRest(sub))
            .inEveryBuild();

    static final Mutant RESTARTS_AFTER_FAILURE = failing("starts again after a failure", (engine, sub, failure) -> {
        sub.cursor = engine.log(sub.topic).size();
    });

    static final Mutant SKIPS_AFTER_ERROR = failing("skips a message after an error", (engine, sub, failure) -> {
        if (failure instanceof Error && sub.cursor < engine.log(sub.topic).size()) {
            sub.cursor++;
        }
    });

    static final Mutant FAILURE_ENDS_SAME_TOPIC = failing(
            "a failure ends the other subscriptions of its topic",
            (engine, sub, failure) -> engine.subs.removeIf(one -> one.topic.equals(sub.topic) && one != sub));

    static final Mutant FAILURE_ENDS_OTHER_TOPICS = failing(
            "a failure ends the subscriptions of other topics",
            (engine, sub, failure) -> engine.subs.removeIf(one -> !one.topic.equals(sub.topic)));

    private static Mutant failing(String name, Failure then) {
        return Mutant.of("SUB-06", name).sharedFault("receives", () -> new Engine() {
            @Override
            protected void plainFailed(Sub sub, Throwable failure) {
                synchronized (this) {
                    then.failed(this, sub, failure);
                }
            }
        });
    }
}
