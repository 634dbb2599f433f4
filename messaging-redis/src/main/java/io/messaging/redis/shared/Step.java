package io.messaging.redis.shared;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a member tells and asks its group in one call. Immutable, so that it can be sent again.
 *
 * @param number counts the member's steps from 1
 * @param wanted how many messages the member can begin
 * @param kind what else it says
 * @param gone members that are gone, each with its lease
 * @param outcomes how messages ended
 * @param kept what the member has, for some kinds
 */
record Step(long number, int wanted, Kind kind, Map<String, String> gone, List<Outcome> outcomes, List<Attempt> kept) {
    /** The kinds, with what the script calls them. */
    enum Kind {
        PLAIN(""),
        /** Names what the member has; the rest goes back. */
        KEEP("keep"),
        /** The same; what goes back never reached the member. */
        UNBEGUN("unbegun"),
        LEAVE("leave");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** Returns the arguments of the script. */
    List<byte[]> args(String member) {
        List<byte[]> args = new ArrayList<>(7 + 5 * outcomes.size() + 3 * kept.size());
        args.add(ascii(member));
        args.add(ascii(number));
        args.add(ascii(wanted));
        args.add(ascii(kind.word));
        args.add(ascii(gone.size()));
        args.add(ascii(outcomes.size()));
        args.add(ascii(kept.size()));
        gone.forEach((other, lease) -> {
            args.add(ascii(other));
            args.add(ascii(lease));
        });
        for (Outcome outcome : outcomes) {
            args.add(ascii(outcome.kind().word));
            add(args, outcome.attempt());
            args.add(ascii(outcome.pauseMillis()));
        }
        kept.forEach(attempt -> add(args, attempt));
        return args;
    }

    private static void add(List<byte[]> args, Attempt attempt) {
        args.add(ascii(attempt.entry()));
        args.add(ascii(attempt.number()));
        args.add(ascii(attempt.key()));
    }

    private static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
