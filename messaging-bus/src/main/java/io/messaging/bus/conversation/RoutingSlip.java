package io.messaging.bus.conversation;

import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;

/** Reads the steps of a message's routing slip. */
public final class RoutingSlip {
    private RoutingSlip() {}

    /** Returns the steps that are for an agent and a message, as far as that can be told without evaluating expressions. */
    public static List<Map<String, Object>> nextSteps(Message message, AgentTag agent) {
        return message.routingSlip()
                .map(slip -> slip.get("steps"))
                .filter(List.class::isInstance)
                .map(steps -> ((List<?>) steps)
                        .stream()
                                .map(RoutingSlip::object)
                                .filter(step -> isFor(step, message, agent))
                                .toList())
                .orElse(List.of());
    }

    private static boolean isFor(Map<String, Object> step, Message message, AgentTag agent) {
        Map<String, Object> filter = object(step.get("origin_filter"));
        return !step.isEmpty()
                && !(step.get("route_times") instanceof Number times && times.longValue() == 0)
                && matches(step.get("agent"), agent)
                && matches(filter.get("origin_sender"), message.sender().orElse(new AgentTag(null, null)))
                && matches(
                        filter.get("origin_topic"), message.topicPublishedTo().orElse(null))
                && matches(filter.get("origin_message_format"), message.format());
    }

    private static boolean matches(Object wanted, AgentTag agent) {
        return !(wanted instanceof Map<?, ?> tag)
                || new AgentTag(text(tag.get("id")), text(tag.get("name"))).matches(agent);
    }

    private static boolean matches(Object wanted, String found) {
        return wanted == null || wanted.equals(found);
    }

    private static String text(Object value) {
        return value instanceof String text ? text : null;
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are text
    private static Map<String, Object> object(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }
}
