package io.messaging.selftest;

import io.messaging.selftest.content.Rd20Payloads;
import io.messaging.selftest.content.Rd21Sizes;
import io.messaging.selftest.content.Rd22SharedAnswers;
import io.messaging.selftest.content.Rd23SharedPayloads;
import io.messaging.selftest.content.Rd24ManyMessages;
import io.messaging.selftest.delivering.Sub03Order;
import io.messaging.selftest.delivering.Sub04OneAtATime;
import io.messaging.selftest.delivering.Sub06Backlogs;
import io.messaging.selftest.delivering.Sub06FailingHandlers;
import io.messaging.selftest.delivering.Sub07BusyHandlers;
import io.messaging.selftest.delivering.Sub07CallsFromHandlers;
import io.messaging.selftest.delivering.Sub08EndInTheHandler;
import io.messaging.selftest.delivering.Sub09AfterTheEnd;
import io.messaging.selftest.delivering.Sub12BlockedHandlers;
import io.messaging.selftest.delivering.Sub18FailuresThatFail;
import io.messaging.selftest.delivering.Sub19Continuations;
import io.messaging.selftest.delivering.Sub20CallersContext;
import io.messaging.selftest.durable.Dur01Backlog;
import io.messaging.selftest.durable.Dur01Registration;
import io.messaging.selftest.durable.Dur02Resuming;
import io.messaging.selftest.durable.Dur03Meanwhile;
import io.messaging.selftest.durable.Dur04Claims;
import io.messaging.selftest.durable.Dur04Positions;
import io.messaging.selftest.durable.Dur05Attempts;
import io.messaging.selftest.durable.Dur05DeadLetters;
import io.messaging.selftest.durable.Dur05Failures;
import io.messaging.selftest.durable.Dur06DeadLettersOfDeadLetters;
import io.messaging.selftest.durable.Dur07Turns;
import io.messaging.selftest.durable.Dur08SideBySide;
import io.messaging.selftest.durable.Dur09BrokenConnections;
import io.messaging.selftest.durable.Dur10Requeues;
import io.messaging.selftest.durable.Dur11Administration;
import io.messaging.selftest.ending.Life01Close;
import io.messaging.selftest.ending.Life02AfterTheClose;
import io.messaging.selftest.ending.Life03Leaks;
import io.messaging.selftest.ending.Life04Arguments;
import io.messaging.selftest.ending.Life05Cuts;
import io.messaging.selftest.ending.Life07Interrupts;
import io.messaging.selftest.ending.Life08ClassLoaders;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.names.Rd18NamesThatLookAlike;
import io.messaging.selftest.names.Rd19OddNames;
import io.messaging.selftest.reading.Rd01Fields;
import io.messaging.selftest.reading.Rd02UnknownTopics;
import io.messaging.selftest.reading.Rd03PriorityOrder;
import io.messaging.selftest.reading.Rd04StoringOrder;
import io.messaging.selftest.reading.Rd05OneMillisecond;
import io.messaging.selftest.reading.Rd06SinceAnyId;
import io.messaging.selftest.reading.Rd07SinceTheSameMillisecond;
import io.messaging.selftest.reading.Rd08SinceAndPriority;
import io.messaging.selftest.reading.Rd09Next;
import io.messaging.selftest.reading.Rd10End;
import io.messaging.selftest.reading.Rd11SkewedClocks;
import io.messaging.selftest.reading.Rd14OrderById;
import io.messaging.selftest.reading.Rd15ById;
import io.messaging.selftest.storing.Rd12EqualMessages;
import io.messaging.selftest.storing.Rd13OtherMessages;
import io.messaging.selftest.storing.Rd13SmallDifferences;
import io.messaging.selftest.storing.Rd16Namespaces;
import io.messaging.selftest.storing.Rd17SeveralTopics;
import io.messaging.selftest.storing.Rd27AsyncStores;
import io.messaging.selftest.subscribing.Sub01FirstMessage;
import io.messaging.selftest.subscribing.Sub02Everybody;
import io.messaging.selftest.subscribing.Sub05InTheMiddle;
import io.messaging.selftest.subscribing.Sub05Registrations;
import io.messaging.selftest.subscribing.Sub10EndingAgain;
import io.messaging.selftest.subscribing.Sub11SubscribingAgain;
import io.messaging.selftest.subscribing.Sub13OtherTopics;
import io.messaging.selftest.subscribing.Sub14LoadSubscribers;
import io.messaging.selftest.subscribing.Sub15Capabilities;
import io.messaging.selftest.time.Rd25ExpiredMessages;
import io.messaging.selftest.time.Rd25Ttl;
import io.messaging.selftest.time.Rd26LateReads;
import io.messaging.selftest.time.Rd26RareReads;
import io.messaging.selftest.together.Con01ManyWriters;
import io.messaging.selftest.together.Con02EverythingAtOnce;
import io.messaging.selftest.together.Con03Instances;
import io.messaging.selftest.together.Con04Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All deliberately wrong backends, and the correct one. */
final class Mutants {
    /** Where the correct backend stands among them. */
    static final String NONE = "none";

    private static final Map<String, Mutant> BY_NAME =
            all().stream().collect(Collectors.toMap(Mutant::name, Function.identity()));

    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(
                        Rd01Fields.all(),
                        Rd02UnknownTopics.all(),
                        Rd03PriorityOrder.all(),
                        Rd04StoringOrder.all(),
                        Rd05OneMillisecond.all(),
                        Rd06SinceAnyId.all(),
                        Rd07SinceTheSameMillisecond.all(),
                        Rd08SinceAndPriority.all(),
                        Rd09Next.all(),
                        Rd10End.all(),
                        Rd11SkewedClocks.all(),
                        Rd12EqualMessages.all(),
                        Rd13OtherMessages.all(),
                        Rd13SmallDifferences.all(),
                        Rd14OrderById.all(),
                        Rd15ById.all(),
                        Rd16Namespaces.all(),
                        Rd17SeveralTopics.all(),
                        Rd18NamesThatLookAlike.all(),
                        Rd19OddNames.all(),
                        Rd20Payloads.all(),
                        Rd21Sizes.all(),
                        Rd22SharedAnswers.all(),
                        Rd23SharedPayloads.all(),
                        Rd24ManyMessages.all(),
                        Rd25Ttl.all(),
                        Rd25ExpiredMessages.all(),
                        Rd26LateReads.all(),
                        Rd26RareReads.all(),
                        Rd27AsyncStores.all(),
                        Sub01FirstMessage.all(),
                        Sub02Everybody.all(),
                        Sub03Order.all(),
                        Sub04OneAtATime.all(),
                        Sub05InTheMiddle.all(),
                        Sub05Registrations.all(),
                        Sub06FailingHandlers.all(),
                        Sub06Backlogs.all(),
                        Sub07BusyHandlers.all(),
                        Sub07CallsFromHandlers.all(),
                        Sub08EndInTheHandler.all(),
                        Sub09AfterTheEnd.all(),
                        Sub10EndingAgain.all(),
                        Sub11SubscribingAgain.all(),
                        Sub12BlockedHandlers.all(),
                        Sub13OtherTopics.all(),
                        Sub14LoadSubscribers.all(),
                        Sub15Capabilities.all(),
                        Sub18FailuresThatFail.all(),
                        Sub19Continuations.all(),
                        Sub20CallersContext.all(),
                        Dur01Backlog.all(),
                        Dur01Registration.all(),
                        Dur02Resuming.all(),
                        Dur03Meanwhile.all(),
                        Dur04Positions.all(),
                        Dur04Claims.all(),
                        Dur05DeadLetters.all(),
                        Dur05Failures.all(),
                        Dur05Attempts.all(),
                        Dur06DeadLettersOfDeadLetters.all(),
                        Dur07Turns.all(),
                        Dur08SideBySide.all(),
                        Dur09BrokenConnections.all(),
                        Dur10Requeues.all(),
                        Dur11Administration.all(),
                        Con01ManyWriters.all(),
                        Con02EverythingAtOnce.all(),
                        Con03Instances.all(),
                        Con04Processes.all(),
                        Life01Close.all(),
                        Life02AfterTheClose.all(),
                        Life03Leaks.all(),
                        Life04Arguments.all(),
                        Life05Cuts.all(),
                        Life07Interrupts.all(),
                        Life08ClassLoaders.all())
                .flatMap(List::stream)
                .toList();
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
