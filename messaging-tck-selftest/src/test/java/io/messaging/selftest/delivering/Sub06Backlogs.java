package io.messaging.selftest.delivering;

import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Sub;
import java.util.List;

/** Spoils what waits behind a failure: SUB-06. */
public final class Sub06Backlogs {

    private Sub06Backlogs() {}

    private interface Failure {
        void failed(Engine engine, Sub sub, Throwable failure);
    }

    public static List<Mutant> all() {
        return List.of(
                failing("sorts what waits by id behind a failure", (engine, sub, failure) -> engine.sortRest(sub)),
                failing("begins anew behind a failure", (engine, sub, failure) -> {
                    sub.cursor = engine.log(sub.topic).size();
                }),
                failing("skips a message behind an error", (engine, sub, failure) -> {
                    if (failure instanceof Error
                            && sub.cursor < engine.log(sub.topic).size()) {
                        sub.cursor++;
                    }
                }),
                failing(
                        "a failure ends the other subscriptions of its topic",
                        (engine, sub, failure) ->
                                engine.subs.removeIf(one -> one.topic.equals(sub.topic) && one != sub)),
                failing(
                        "a failure ends the subscriptions of other topics",
                        (engine, sub, failure) -> engine.subs.removeIf(one -> !one.topic.equals(sub.topic))));
    }

    private static Mutant failing(String name, Failure then) {
        return Mutant.shared("SUB-06", name, "receives", () -> new Engine() {
            @Override
            protected void plainFailed(Sub sub, Throwable failure) {
                synchronized (this) {
                    then.failed(this, sub, failure);
                }
            }
        });
    }
}
