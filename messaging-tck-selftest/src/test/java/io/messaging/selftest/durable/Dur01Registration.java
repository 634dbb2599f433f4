package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.util.HashMap;
import java.util.Map;

/** Has a moment between the backlog and what is new: DUR-01. */
final class Dur01Registration {
    static final Mutant GAP_FOR_NEW_CLIENT =
            between("misses what is stored between reading the backlog and listening", false, false);

    static final Mutant GAP_FOR_KNOWN_CLIENT =
            between("misses messages stored while a known client comes back", false, true);

    static final Mutant OVERLAP_FOR_NEW_CLIENT =
            between("repeats messages stored between listening and reading the backlog", true, false);

    /** Reads the size of the backlog, and listens a moment later. */
    private static Mutant between(String name, boolean repeats, boolean knownOnly) {
        return Mutant.of("DUR-01", name).sharedFault("receives", () -> new Engine() {
            private final ThreadLocal<int[]> gap = new ThreadLocal<>();
            private final Map<Client, int[]> gaps = new HashMap<>();

            @Override
            protected Subscription subscribe(
                    EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                if (options.isDurable()) {
                    int size;
                    synchronized (this) {
                        size = log(topic).size();
                    }
                    Thread.yield();
                    gap.set(new int[] {size, 0});
                }
                return super.subscribe(instance, topic, handler, options);
            }

            @Override
            protected Client client(String id, String topic, SubscriptionOptions options) {
                boolean known = clients.containsKey(id + "\n" + topic);
                Client client = super.client(id, topic, options);
                int[] missed = gap.get();
                missed[1] = log(topic).size();
                if (known || !knownOnly) {
                    gaps.put(client, missed);
                    for (int i = missed[0]; repeats && i < missed[1]; i++) {
                        client.requeued.add(log(topic).get(i).message());
                    }
                }
                return client;
            }

            @Override
            protected Item next(Sub sub) {
                int[] missed = sub.isDurable() ? gaps.get(sub.client) : null;
                if (missed != null && !repeats && sub.client.position == missed[0]) {
                    sub.client.position = Math.max(missed[0], missed[1]);
                }
                return super.next(sub);
            }
        });
    }
}
