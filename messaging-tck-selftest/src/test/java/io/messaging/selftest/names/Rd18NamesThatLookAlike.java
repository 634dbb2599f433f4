package io.messaging.selftest.names;

import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Patterns;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mixes up names: RD-18. */
public final class Rd18NamesThatLookAlike {

    private static final String PARTS = "the name's parts have a meaning there";

    private Rd18NamesThatLookAlike() {}

    public static List<Mutant> all() {
        return Stream.of(alike(), hostile(), names()).flatMap(List::stream).toList();
    }

    private static List<Mutant> alike() {
        return List.of(
                alike("trims topic names", String::strip),
                alike("ignores the case of topic names", name -> name.toLowerCase(Locale.ROOT))
                        .alsoBreaking(PARTS, "DUR-05", "SUB-14"),
                alike("normalises topic names", name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
                alike("takes dots for underscores", name -> name.replace('.', '_')),
                alike("takes colons for slashes", name -> name.replace(':', '/'))
                        .alsoBreaking(PARTS, "DUR-05", "DUR-06", "SUB-14"),
                alike("takes runs of spaces for one", name -> name.replaceAll(" +", " ")),
                alike("decodes percent signs in names", name -> name.replace("%2E", ".")),
                alike("cuts names at 255 characters", name -> name.substring(0, Math.min(255, name.length())))
                        .alsoBreaking("it cuts a character in two", "RD-19"),
                alike(
                        "cuts names at a line break",
                        name -> name.split("\n", 2)[0].isEmpty() ? name : name.split("\n", 2)[0]),
                alike("cuts names at NUL", name -> name.split("\u0000", 2)[0]),
                alike("keeps names in ASCII", name -> name.replaceAll("[^\\x00-\\x7f]", "?")),
                alike("keeps names in ASCII, others left out", name -> name.replaceAll("[\\x7f-\\uffff]", "")),
                alike("knows topics by a hash of their names", name -> name.hashCode() + ":" + name.length())
                        .alsoBreaking(PARTS, "DUR-05", "DUR-06", "SUB-14"),
                alike("removes backslashes from names", name -> name.replace("\\", ""))
                        .alsoBreaking("of a name that is nothing else nothing is left", "RD-19"),
                alike("removes dots at the end of names", name -> name.replaceAll("\\.$", ""))
                        .alsoBreaking("of a name that is nothing else nothing is left", "RD-19"),
                alike("takes topics for parts of a path", name -> name.replaceAll("\\.\\.+", ".")));
    }

    private static List<Mutant> hostile() {
        return List.of(Patterns.subscribed("RD-18", "ignores case when it delivers", String::equalsIgnoreCase));
    }

    private static List<Mutant> names() {
        return List.of(
                alike("leaves zero-width characters out of names", name -> name.replaceAll("[\u200b\ufeff]", "")),
                alike("removes slashes at the end of names", name -> name.replaceAll("/+$", "")),
                alike("takes plus signs in names for spaces", name -> name.replace('+', ' ')));
    }

    /** SUB-13 has names of these kinds on purpose. */
    private static Mutant alike(String name, UnaryOperator<String> change) {
        return Mutant.of("RD-18", name, "topic '", correct -> Faults.topics(correct, change));
    }
}
