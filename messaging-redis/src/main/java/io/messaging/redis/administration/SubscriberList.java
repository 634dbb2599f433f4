package io.messaging.redis.administration;

import io.messaging.administration.Subscriber;
import io.messaging.redis.durable.DurableManager;
import io.messaging.redis.shared.SharedManager;
import io.messaging.redis.subscription.Presence;
import java.util.ArrayList;
import java.util.List;

/** The subscribers of all instances, and the durable clients and groups that are away. Thread-safe. */
public final class SubscriberList {
    private final Presence presence;
    private final DurableManager durables;
    private final SharedManager groups;

    public SubscriberList(Presence presence, DurableManager durables, SharedManager groups) {
        this.presence = presence;
        this.durables = durables;
        this.groups = groups;
    }

    /** Lists the subscribers of all namespaces. */
    public List<Subscriber> all() {
        List<Subscriber> present = presence.list();
        List<Subscriber> all = new ArrayList<>(present);
        all.addAll(durables.away(present));
        all.addAll(groups.away(present));
        return all;
    }

    /** Counts the subscriptions of all instances. */
    long present() {
        return presence.list().size();
    }
}
