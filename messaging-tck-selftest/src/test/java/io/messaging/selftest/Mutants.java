package io.messaging.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All deliberately wrong backends, and the correct one. */
final class Mutants {
    /** Where the correct backend stands among them. */
    static final String NONE = "none";

    private static final Map<String, Mutant> BY_NAME =
            all().stream().collect(Collectors.toMap(Mutant::name, Function.identity()));

    private Mutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(ContentMutants.all());
        all.addAll(OrderMutants.all());
        all.addAll(StoreMutants.all());
        all.addAll(NameMutants.all());
        all.addAll(VisibilityMutants.all());
        all.addAll(SubscriptionMutants.all());
        all.addAll(DeliveryMutants.all());
        all.addAll(DurableMutants.all());
        all.addAll(LifetimeMutants.all());
        all.addAll(RareReadMutants.all());
        all.addAll(RareDeliveryMutants.all());
        all.addAll(UnluckyReadMutants.all());
        all.addAll(UnluckyStoreMutants.all());
        all.addAll(UnluckyDeliveryMutants.all());
        all.addAll(UnluckyClientMutants.all());
        return all;
    }

    /** Those that the build tries; a name in the list that no mutant has is an error. */
    static List<Mutant> ofTheBuild() {
        try (InputStream list = Mutants.class.getResourceAsStream("/default-mutants.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(name -> Objects.requireNonNull(BY_NAME.get(name), () -> "no mutant is called '" + name + "'"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fault fault(String name) {
        Supplier<Fault> control = Controls.all().get(name);
        return control == null ? BY_NAME.get(name).fault().get() : control.get();
    }
}
