package io.messaging.selftest.names;

import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Patterns;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Mixes up names: RD-18. */
final class Rd18NamesThatLookAlike {
    private static final String PARTS = "the name's parts have a meaning there";

    static final Mutant TRIMS = alike("trims topic names", String::strip);

    static final Mutant IGNORES_CASE = alike("ignores the case of topic names", name -> name.toLowerCase(Locale.ROOT))
            .alsoBreaking(PARTS, "DUR-05 SUB-14");

    static final Mutant NORMALISES = alike(
                    "normalises topic names", name -> Normalizer.normalize(name, Normalizer.Form.NFC))
            .representative();

    static final Mutant DOTS_ARE_UNDERSCORES = alike("takes dots for underscores", name -> name.replace('.', '_'));

    static final Mutant COLONS_ARE_SLASHES = alike("takes colons for slashes", name -> name.replace(':', '/'))
            .alsoBreaking(PARTS, "DUR-05 DUR-06 SUB-14");

    static final Mutant COLLAPSES_SPACES = alike("treats runs of spaces as one", name -> name.replaceAll(" +", " "));

    static final Mutant DECODES_PERCENT_SIGNS =
            alike("decodes percent signs in names", name -> name.replace("%2E", "."));

    static final Mutant CUTS_AT_255 = alike(
                    "cuts names at 255 characters", name -> name.substring(0, Math.min(255, name.length())))
            .alsoBreaking("it cuts a character in two", "RD-19");

    static final Mutant CUTS_AT_LINE_BREAK = alike(
            "cuts names at a line break", name -> name.split("\n", 2)[0].isEmpty() ? name : name.split("\n", 2)[0]);

    static final Mutant CUTS_AT_NUL =
            alike("cuts names at NUL", name -> name.split("\u0000", 2)[0]).inEveryBuild();

    static final Mutant ASCII_WITH_SUBSTITUTES =
            alike("keeps names in ASCII, others replaced", name -> name.replaceAll("[^\\x00-\\x7f]", "?"));

    static final Mutant ASCII_ONLY =
            alike("keeps names in ASCII, others left out", name -> name.replaceAll("[\\x7f-\\uffff]", ""));

    static final Mutant HASHES_NAMES = alike(
                    "knows topics by a hash of their names", name -> name.hashCode() + ":" + name.length())
            .alsoBreaking(PARTS, "DUR-05 DUR-06 SUB-14");

    static final Mutant REMOVES_BACKSLASHES = alike("removes backslashes from names", name -> name.replace("\\", ""))
            .alsoBreaking("of a name that is nothing else nothing is left", "RD-19");

    static final Mutant REMOVES_TRAILING_DOTS = alike(
                    "removes dots at the end of names", name -> name.replaceAll("\\.$", ""))
            .alsoBreaking("of a name that is nothing else nothing is left", "RD-19");

    static final Mutant RESOLVES_PATHS = alike("treats topics as paths", name -> name.replaceAll("\\.\\.+", "."));

    static final Mutant DELIVERY_IGNORES_CASE =
            Patterns.subscribed("RD-18", "ignores case when it delivers", String::equalsIgnoreCase);

    static final Mutant REMOVES_ZERO_WIDTH =
            alike("removes zero-width characters from names", name -> name.replaceAll("[\u200b\ufeff]", ""));

    static final Mutant REMOVES_TRAILING_SLASHES =
            alike("removes slashes at the end of names", name -> name.replaceAll("/+$", ""));

    static final Mutant PLUS_IS_SPACE = alike("reads plus signs in names as spaces", name -> name.replace('+', ' '));

    /** SUB-13 has names of these kinds on purpose. */
    private static Mutant alike(String name, UnaryOperator<String> change) {
        return Mutant.of("RD-18", name).fault("topic '", Faults.topics(change));
    }
}
