package io.messaging.redis.shared;

import io.messaging.administration.SharedGroup;
import io.messaging.redis.subscription.Place;
import io.messaging.spi.group.GroupOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a group. Immutable.
 *
 * @param end the place of the last message ever stored in the topic
 * @param first the place of the first message that is still there
 * @param present the number of messages in the topic
 * @param out the number of messages that members have
 * @param waiting the number of other messages that were read and are not settled
 * @param begun how many of these were handed out before
 * @param members the members
 * @param fields the stored fields; without a place when the group is unknown
 */
record GroupState(
        Place end,
        Place first,
        long present,
        long out,
        long waiting,
        long begun,
        List<SharedGroup.Member> members,
        Map<String, byte[]> fields) {
    private static final int HEAD = 7;
    private static final int OF_MEMBER = 5;
    private static final int HEX = 16;

    /** Parses the reply of the script. */
    static GroupState parse(List<byte[]> answer) {
        int fieldsAt = HEAD + OF_MEMBER * (int) number(answer.get(HEAD - 1));
        List<SharedGroup.Member> members = new ArrayList<>();
        for (int i = HEAD; i < fieldsAt; i += OF_MEMBER) {
            members.add(new SharedGroup.Member(
                    Long.parseUnsignedLong(StepAnswer.text(answer.get(i)), HEX),
                    number(answer.get(i + 1)) == 1,
                    (int) number(answer.get(i + 2)),
                    (int) number(answer.get(i + 3)),
                    Applicant.origin(answer.get(i + 4))));
        }
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = fieldsAt; i + 1 < answer.size(); i += 2) {
            fields.put(StepAnswer.text(answer.get(i)), answer.get(i + 1));
        }
        return new GroupState(
                Place.parse(answer.get(0)),
                Place.parse(answer.get(1)),
                number(answer.get(2)),
                number(answer.get(3)),
                number(answer.get(4)),
                number(answer.get(5)),
                members,
                fields);
    }

    /** Returns whether it is a group that somebody has joined. */
    boolean isKnown() {
        return fields.containsKey("place") && fields.containsKey("options");
    }

    GroupOptions options() {
        return AgreedOptions.read(fields.get("options"));
    }

    SharedGroup describe(GroupId id) {
        GroupOptions options = options();
        Place place = Place.parse(fields.get("place"));
        long ahead = Math.max(0, end.position() - place.position());
        long gone = goneAhead(place, ahead);
        return new SharedGroup(
                id.group(),
                id.topic(),
                options.namespace(),
                options.orderedBy() == null ? null : options.orderedBy().toString(),
                options.maxAttempts(),
                place.position(),
                out + waiting + ahead - gone,
                out,
                Math.max(0, begun),
                field("attempts"),
                field("lost") + gone,
                Instant.ofEpochMilli(field("seen")),
                members);
    }

    /**
     * Counts the lost messages ahead of the group if its place lies before all remaining messages. Later gaps are
     * counted when the group reaches them.
     */
    private long goneAhead(Place place, long ahead) {
        return present == 0 || first.compareTo(place) > 0 ? Math.max(0, ahead - present) : 0;
    }

    private long field(String name) {
        byte[] bytes = fields.get(name);
        return bytes == null ? 0 : number(bytes);
    }

    private static long number(byte[] bytes) {
        return Long.parseLong(StepAnswer.text(bytes));
    }
}
