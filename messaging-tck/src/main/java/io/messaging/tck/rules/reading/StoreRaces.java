package io.messaging.tck.rules.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.StartingLine;
import io.messaging.tck.engine.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/** Stores that race each other, through one instance or several. */
final class StoreRaces {
    private static final int RACING_STORERS = 8;
    private static final int RACES = 25;

    /** Of two: what goes wrong between looking and putting takes less than a microsecond to miss. */
    private static final int CLOSE_RACES = 250;

    private final RuleContext tck;

    StoreRaces(RuleContext tck) {
        this.tck = tck;
    }

    /** What is to hold of so many races of storers, each of which begins when all have come to its start. */
    interface Race {
        void verify(int races, List<MessagingBackend> storers, Workers.Work start);
    }

    void ofMany(Race race) {
        List<MessagingBackend> instances = tck.instances();
        List<MessagingBackend> storers = new ArrayList<>();
        for (int i = 0; i < RACING_STORERS; i++) {
            storers.add(instances.get(i % instances.size()));
        }
        CyclicBarrier start = new CyclicBarrier(RACING_STORERS);
        race.verify(tck.volumes().share(RACES), storers, start::await);
    }

    /** Through one instance, and where there are several, a quarter as often through two. */
    void ofTwo(Race race) {
        List<MessagingBackend> instances = tck.instances();
        StartingLine start = new StartingLine(tck.awaiter());
        int races = tck.volumes().share(CLOSE_RACES);
        race.verify(races, List.of(tck.backend(), tck.backend()), start::await);
        if (instances.size() > 1) {
            race.verify(races / 4, instances, start::await);
        }
    }
}
