package io.messaging.tck.rules.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where "since" and "next" begin, and end: RD-06 to RD-10. */
public class SinceRules {
    private static final int WALKED_MESSAGES = 300;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public SinceRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private List<Message> since(String topic, GemstoneId id) {
        return tck.backend().getMessagesForTopicSince(topic, id);
    }

    @Rule("RD-06")
    void rd06_sinceExcludesTheIdAndTakesAnyId() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<Message> stored = new ArrayList<>();
        List<GemstoneId> between = new ArrayList<>();
        GemstoneId before = messages.nextId(Priority.NORMAL);
        for (int i = 0; i < 5; i++) {
            stored.add(messages.next());
            between.add(messages.nextId(Priority.NORMAL));
        }
        tck.storeAll(topic, stored);
        verify.sameMessages("since(0)", stored, since(topic, GemstoneId.ZERO));
        verify.sameMessages("since(an id never stored, before all)", stored, since(topic, before));
        verify.next(
                "next(an id never stored, before all)",
                stored.get(0),
                backend.getNextMessageForTopicSince(topic, before));
        tck.storeAll(tck.topic(), messages.of(between.get(0))); // this id is known, but not in this topic
        for (int i = 0; i < stored.size(); i++) {
            List<Message> later = stored.subList(i + 1, stored.size());
            GemstoneId own = stored.get(i).id();
            verify.sameMessages("since(a stored id)", later, since(topic, own));
            verify.sameMessages("since(an id never stored)", later, since(topic, between.get(i)));
            for (GemstoneId id : later.isEmpty() ? List.<GemstoneId>of() : List.of(own, between.get(i))) {
                verify.next("next(" + id + ")", later.get(0), backend.getNextMessageForTopicSince(topic, id));
            }
        }
        verify.next("next(0)", stored.get(0), backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO));
        verify.messages("since(the greatest id)", List.of(), since(topic, GemstoneId.of(-1)));
        GemstoneId start = GemstoneId.of(Priority.NORMAL, GemstoneId.EPOCH_MILLIS, 0, 0);
        verify.sameMessages("since(" + start + "), another id of the start", stored, since(topic, start));
        verify.next(
                "next(" + start + "), another id of the start",
                stored.get(0),
                backend.getNextMessageForTopicSince(topic, start));
    }

    @Rule("RD-07")
    void rd07_sinceLosesNoMessageOfTheSameMillisecond() {
        List<Message> inOrder = messages.ofOneMillisecond(Priority.NORMAL);
        String topic = tck.topic();
        tck.storeAll(topic, inOrder);
        for (int i = 0; i < inOrder.size(); i++) {
            GemstoneId id = inOrder.get(i).id();
            List<Message> later = inOrder.subList(i + 1, inOrder.size());
            verify.sameMessages("since(" + id + "), with later ones of the same millisecond", later, since(topic, id));
            if (!later.isEmpty()) {
                verify.next(
                        "next(" + id + "), with later ones of the same millisecond",
                        later.get(0),
                        tck.backend().getNextMessageForTopicSince(topic, id));
            }
        }
    }

    @Rule("RD-08")
    void rd08_sinceReturnsALaterMessageOfHigherPriority() {
        String topic = tck.topic();
        Message earlierLowest = messages.next(Priority.LOWEST);
        Message earlierUrgent = messages.next(Priority.URGENT);
        Message normal = messages.next();
        Message laterLowest = messages.next(Priority.LOWEST);
        Message laterUrgent = messages.next(Priority.URGENT);
        tck.storeAll(topic, earlierLowest, earlierUrgent, normal, laterLowest, laterUrgent);
        GemstoneId own = normal.id();
        List<GemstoneId> twins = new ArrayList<>();
        for (Priority priority : List.of(Priority.URGENT, Priority.LOWEST)) {
            twins.add(GemstoneId.of(priority, own.epochMillis(), own.machine(), own.sequence()));
            tck.storeAll(topic, messages.of(twins.get(twins.size() - 1)));
        }
        verify.sameMessages(
                "since(a normal message): what is later, whatever its priority",
                List.of(laterUrgent, laterLowest),
                since(topic, normal.id()));
        verify.sameMessages("since(the last message, which is urgent)", List.of(), since(topic, laterUrgent.id()));
        verify.sameMessages(
                "since(the first message, which is of the lowest priority)",
                List.of(
                        earlierUrgent,
                        laterUrgent,
                        normal,
                        laterLowest,
                        messages.of(twins.get(0)),
                        messages.of(twins.get(1))),
                since(topic, earlierLowest.id()));
        for (GemstoneId twin : twins) {
            verify.sameMessages(
                    "since(a twin of the normal message, of priority " + twin.priority() + ")",
                    List.of(laterUrgent, laterLowest),
                    since(topic, twin));
        }
    }

    /** Ids that were stored and ids that never were, of all priorities: what counts is the rest of the id. */
    @Rule("RD-08")
    void rd08_sinceGoesByAllOfTheIdButThePriority() {
        List<GemstoneId> ids = idsOfOneMillisecond();
        List<Message> stored = everySecond(ids);
        String topic = tck.topic();
        tck.storeAll(topic, messages.shuffled(stored));
        for (GemstoneId id : ids) {
            verify.sameMessages(
                    "since(" + id + "), with ids of one millisecond and all priorities",
                    laterThan(id, stored),
                    since(topic, id));
        }
    }

    /** In chronological order, of two machines and random priorities. */
    private List<GemstoneId> idsOfOneMillisecond() {
        long millis = messages.nextMillis();
        List<GemstoneId> ids = new ArrayList<>();
        for (int machine : new int[] {1, 200}) {
            for (int sequence = 1; sequence <= 20; sequence++) {
                ids.add(GemstoneId.of(messages.anyPriority(), millis, machine, sequence * 200));
            }
        }
        return ids;
    }

    private List<Message> everySecond(List<GemstoneId> ids) {
        List<Message> stored = new ArrayList<>();
        for (int i = 1; i < ids.size(); i += 2) {
            stored.add(messages.of(ids.get(i)));
        }
        return stored;
    }

    private static List<Message> laterThan(GemstoneId id, List<Message> inTimeOrder) {
        return inTimeOrder.stream()
                .filter(message -> message.id().chronologicalKey() > id.chronologicalKey())
                .toList();
    }

    @Rule("RD-09")
    void rd09_nextOfAnyIdIsTheFirstThatIsLater() {
        List<GemstoneId> ids = idsOfOneMillisecond();
        List<Message> stored = everySecond(ids);
        String topic = tck.topic();
        tck.storeAll(topic, messages.shuffled(stored));
        for (GemstoneId id : ids) {
            List<Message> later = laterThan(id, stored);
            if (!later.isEmpty()) { // the end is for RD-10
                verify.next(
                        "next(" + id + "), with ids of one millisecond and all priorities",
                        later.get(0),
                        tck.backend().getNextMessageForTopicSince(topic, id));
            }
        }
    }

    @Rule("RD-09")
    void rd09_aLoopOverNextVisitsEachMessageOnce() {
        String topic = tck.topic();
        List<Message> stored = new ArrayList<>(messages.nextOfMixedPriorities(WALKED_MESSAGES));
        long millis = messages.nextMillis();
        for (Priority priority : Priority.values()) {
            stored.add(messages.of(GemstoneId.of(priority, millis, 1, 1))); // one chronological key for all eight
        }
        tck.storeAll(topic, messages.shuffled(stored));
        verify.messages(
                "what a loop over getNextMessageForTopicSince visits",
                TestMessages.inTimeOrder(stored),
                tck.reads().followNext(tck.backend(), topic, GemstoneId.ZERO, stored.size()));
    }

    /** Late ones come before the place where the loop is, and behind it before what was stored there already. */
    @Rule("RD-09")
    void rd09_aLoopOverNextGoesOnWhereItWasWhenMessagesComeLate() {
        String topic = tck.topic();
        List<Message> inTimeOrder = messages.nextOfMixedPriorities(40);
        List<Message> early = new ArrayList<>();
        List<Message> late = new ArrayList<>();
        for (int i = 0; i < inTimeOrder.size(); i++) {
            (i % 3 == 0 ? late : early).add(inTimeOrder.get(i));
        }
        tck.storeAll(topic, early);
        GemstoneId at = early.get(0).id(); // what 0 means is for RD-06
        for (int round = 0; round < late.size(); round++) {
            Optional<Message> next = tck.backend().getNextMessageForTopicSince(topic, at);
            List<Message> stored = new ArrayList<>(early);
            stored.addAll(late.subList(0, round));
            List<Message> later = laterThan(at, TestMessages.inTimeOrder(stored));
            verify.next("what a loop visits next, while late messages come", later.get(0), next);
            at = later.get(0).id();
            tck.storeAll(topic, late.get(round));
        }
    }

    @Rule("RD-10")
    void rd10_nextIsEmptyAtTheEnd() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Message urgent = messages.next(Priority.URGENT);
        Message last = messages.next();
        tck.storeAll(topic, last, urgent);
        verify.nothing("next(the last message)", backend.getNextMessageForTopicSince(topic, last.id()));
        verify.nothing(
                "next(an id after the last message)",
                backend.getNextMessageForTopicSince(topic, messages.nextId(Priority.NORMAL)));
        verify.nothing("next(the greatest id)", backend.getNextMessageForTopicSince(topic, GemstoneId.of(-1)));
        Message later = messages.next();
        tck.store(backend, topic, later);
        tck.settle(topic, 3);
        verify.next(
                "next(the message that was the last) after one more was stored",
                later,
                backend.getNextMessageForTopicSince(topic, last.id()));
    }
}
