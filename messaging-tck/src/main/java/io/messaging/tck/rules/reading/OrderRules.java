package io.messaging.tck.rules.reading;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;

/** In which order reads answer: RD-03 to RD-05, RD-11. */
public class OrderRules {
    private static final int MORE_THAN_A_PAGE = 2_500;
    private static final int MORE_THAN_A_WINDOW = 400;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public OrderRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private List<Message> all(String topic) {
        return tck.backend().getMessagesForTopic(topic);
    }

    private List<Message> since(String topic, GemstoneId id) {
        return tck.backend().getMessagesForTopicSince(topic, id);
    }

    @Rule("RD-03")
    void rd03_orderIsPriorityThenIdUnsigned() {
        String topic = tck.topic();
        List<Message> stored = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            // From the least urgent to the most, so that neither time nor the order of storing gives the answer.
            for (int number = Priority.values().length - 1; number >= 0; number--) {
                stored.add(messages.next(Priority.of(number)));
            }
        }
        tck.storeAll(topic, stored);
        List<Message> expected = TestMessages.inIdOrder(stored);
        verify.messages("getMessagesForTopic", expected, all(topic));
        verify.messages(
                "getMessagesForTopicSince the start",
                expected,
                tck.reads().fromTheStart(tck.backend(), topic, stored.get(0)));
        GemstoneId middle = stored.get(Priority.values().length).id();
        List<Message> later = since(topic, middle); // which these are is for RD-08
        verify.messages("getMessagesForTopicSince(" + middle + ")", TestMessages.inIdOrder(later), later);
    }

    @Rule("RD-03")
    void rd03_theOrderHoldsForThousands() {
        String topic = tck.topic();
        List<Message> stored = messages.nextOfMixedPriorities(tck.volumes().share(MORE_THAN_A_PAGE));
        tck.storeMany(topic, stored);
        tck.settle(topic, stored.size());
        List<Message> expected = TestMessages.inIdOrder(stored);
        verify.messages("getMessagesForTopic", expected, all(topic));
        List<Message> found = tck.reads().fromTheStart(tck.backend(), topic, stored.get(0));
        verify.messages("getMessagesForTopicSince the start", expected, found);
    }

    @Rule("RD-04")
    void rd04_storingOutOfOrderReadsInOrder() {
        List<Message> inOrder = messages.next(40);
        List<Message> backwards = new ArrayList<>(inOrder);
        java.util.Collections.reverse(backwards);
        verifyInOrder(backwards, inOrder);
        List<Message> others = messages.next(40);
        verifyInOrder(messages.shuffled(others), others);
        List<Message> many = messages.next(tck.volumes().share(MORE_THAN_A_WINDOW));
        verifyInOrder(messages.shuffled(many), many); // some come hundreds of messages late
    }

    private void verifyInOrder(List<Message> storingOrder, List<Message> inOrder) {
        String topic = tck.topic();
        tck.storeAll(topic, storingOrder);
        verify.messages("getMessagesForTopic", inOrder, all(topic));
        GemstoneId tenth = inOrder.get(9).id();
        List<Message> later = inOrder.subList(10, inOrder.size());
        verify.messages("getMessagesForTopicSince the tenth", later, since(topic, tenth));
        verify.messages(
                "a loop over getNextMessageForTopicSince from the tenth",
                later,
                tck.reads().followNext(tck.backend(), topic, tenth, later.size()));
    }

    @Rule("RD-05")
    void rd05_inOneMillisecondMachineAndSequenceBreakTheTie() {
        for (Priority priority : List.of(Priority.NORMAL, Priority.URGENT, Priority.LOWEST)) {
            List<Message> inOrder = messages.ofOneMillisecond(priority);
            String topic = tck.topic();
            tck.storeAll(topic, messages.shuffled(inOrder));
            verify.messages("getMessagesForTopic, all of one millisecond", inOrder, all(topic));
            verify.messages(
                    "getMessagesForTopicSince the start, all of one millisecond",
                    inOrder,
                    tck.reads().fromTheStart(tck.backend(), topic, inOrder.get(0)));
        }
    }

    @Rule("RD-11")
    void rd11_idsOfSkewedClocksOrderByTheirOwnTime() {
        long now = System.currentTimeMillis();
        long tenYears = 10L * 365 * 86_400_000;
        List<Message> inOrder = new ArrayList<>();
        for (long millis : new long[] {
            GemstoneId.EPOCH_MILLIS,
            now - tenYears / 10,
            now - 1_000,
            now,
            now + 60_000,
            now + tenYears,
            GemstoneId.MAX_MILLIS
        }) {
            inOrder.add(messages.of(GemstoneId.of(Priority.NORMAL, millis, 3, 9)));
        }
        String topic = tck.topic();
        tck.storeAll(topic, messages.shuffled(inOrder));
        verify.messages("getMessagesForTopic", inOrder, all(topic));
        tck.settleById(TestMessages.ids(inOrder));
        verify.sameMessages("getMessagesById", inOrder, tck.byId(TestMessages.ids(inOrder)));
        for (int i = 0; i < inOrder.size(); i++) {
            GemstoneId id = inOrder.get(i).id();
            verify.messages(
                    "since(an id of " + id.instant() + ")", inOrder.subList(i + 1, inOrder.size()), since(topic, id));
        }
        verify.messages(
                "a loop over getNextMessageForTopicSince",
                inOrder,
                tck.reads().followNext(tck.backend(), topic, GemstoneId.ZERO, inOrder.size()));
    }

    /** The ids at both ends of both signs, which careless code keeps for its own use. Their order is for RD-03. */
    @Rule("RD-11")
    void rd11_theLeastAndTheGreatestIdsAreIdsLikeOthers() {
        List<Message> stored = new ArrayList<>();
        for (long bits : new long[] {1, Long.MAX_VALUE, Long.MIN_VALUE + 1, -1}) {
            stored.add(messages.of(GemstoneId.of(bits)));
        }
        String topic = tck.topic();
        tck.storeAll(topic, stored);
        verify.sameMessages("getMessagesForTopic", stored, all(topic));
        tck.settleById(TestMessages.ids(stored));
        verify.sameMessages("getMessagesById", stored, tck.byId(TestMessages.ids(stored)));
    }
}
