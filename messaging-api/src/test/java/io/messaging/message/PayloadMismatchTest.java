package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error about a payload says which type, where, what was found and what was expected. */
class PayloadMismatchTest {
    private static final GemstoneGenerator IDS = GemstoneGenerator.withRandomMachineId();

    enum Status {
        OPEN,
        @JsonProperty("on-the-way")
        SENT
    }

    record Line(String item, BigDecimal price, int quantity) {
        Line {
            if (quantity < 0) {
                throw new IllegalArgumentException("quantity is " + quantity);
            }
        }
    }

    record Order(
            UUID id,
            Instant at,
            LocalDate due,
            Status status,
            List<Line> lines,
            Map<String, Line> byName,
            Boolean gift,
            Double weight,
            BigInteger serial,
            byte[] photo) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Shape permits Circle {}

    @JsonTypeName("circle")
    record Circle(int radius) implements Shape {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'lines':[{'quantity':1},{'quantity':2,'price':'twelve'}]} | $.lines[1].price"
                        + " | found 'twelve', expected a number (java.math.BigDecimal)",
                "{'lines':[{'quantity':1,'price':true}]} | $.lines[0].price"
                        + " | found true, expected a number (java.math.BigDecimal)",
                "{'lines':[{'quantity':1,'price':''}]} | $.lines[0].price"
                        + " | found '', expected a number (java.math.BigDecimal)",
                "{'lines':[{}]} | $.lines[0].quantity | found nothing, expected a whole number (int)",
                "{'lines':[{'quantity':null}]} | $.lines[0].quantity | found null, expected a whole number (int)",
                "{'lines':[{'quantity':1.5}]} | $.lines[0].quantity | found 1.5, expected a whole number (int)",
                "{'lines':[{'quantity':'1'}]} | $.lines[0].quantity | found '1', expected a whole number (int)",
                "{'lines':[{'quantity':1e1000000000}]} | $.lines[0].quantity"
                        + " | found 1E+1000000000, expected a whole number (int)",
                "{'lines':[{'quantity':1,'item':5}]} | $.lines[0].item | found 5, expected text (java.lang.String)",
                "{'lines':[7]} | $.lines[0] | found 7, expected an object (" + "LINE)",
                "{'lines':'x'} | $.lines | found 'x', expected an array (java.util.ArrayList)",
                "{'byName':{'a b':{'quantity':[]}}} | $.byName['a b'].quantity | found [], expected a whole number (int);",
                "{'byName':{'ü':{'quantity':false}}} | $.byName['ü'].quantity"
                        + " | found false, expected a whole number (int)",
                "{'id':'nope'} | $.id | found 'nope', expected text (java.util.UUID)",
                "{'at':'yesterday 🚀'} | $.at | found 'yesterday 🚀', expected ISO 8601 text (java.time.Instant)",
                "{'due':'2026-02-31'} | $.due | found '2026-02-31', expected ISO 8601 text (java.time.LocalDate)",
                "{'due':20} | $.due | found 20, expected ISO 8601 text (java.time.LocalDate)",
                "{'status':'LOST'} | $.status | found 'LOST', expected one of OPEN, on-the-way (STATUS)",
                "{'status':0} | $.status | found 0, expected one of OPEN, on-the-way (STATUS)",
                "{'gift':'true'} | $.gift | found 'true', expected true or false (java.lang.Boolean)",
                "{'gift':1} | $.gift | found 1, expected true or false (java.lang.Boolean)",
                "{'weight':'1'} | $.weight | found '1', expected a number (java.lang.Double)",
                "{'serial':1e1000000000} | $.serial"
                        + " | found 1E+1000000000, expected a whole number (java.math.BigInteger)",
                "{'photo':'***'} | $.photo | found '***', expected Base64 text (byte[]);",
                "[] | $ | found [], expected an object (ORDER);",
                "'x' | $ | found 'x', expected an object (ORDER)"
            })
    void aMismatchNamesThePlaceAndBothSides(String payload, String path, String problem) {
        Message message = Message.fromJson(("{'id':5,'payload':" + payload + "}").replace('\'', '"'));

        PayloadMismatchException mismatch =
                assertThrows(PayloadMismatchException.class, () -> message.payloadAs(Order.class));

        String here = getClass().getName();
        String expected = "the payload of message 5 cannot be read as " + here + "$Order: at "
                + (path + ", " + problem)
                        .replace('\'', '"')
                        .replace("LINE)", here + "$Line)")
                        .replace("ORDER)", here + "$Order)")
                        .replace("STATUS)", here + "$Status)");
        if (problem.endsWith(";")) {
            assertTrue(mismatch.getMessage().startsWith(expected), mismatch.getMessage());
        } else {
            assertEquals(expected, mismatch.getMessage());
        }
        assertEquals(path.replace('\'', '"'), mismatch.path());
        assertTrue(!mismatch.getMessage().matches(".*(Feature|\\((set|enable|disable) ).*"), mismatch.getMessage());
    }

    @Test
    void aNumberOutOfRangeIsNamed() {
        PayloadMismatchException mismatch = mismatch("{\"quantity\":99999999999}", Line.class);

        assertEquals("$.quantity", mismatch.path());
        assertTrue(
                mismatch.getMessage()
                        .contains("at $.quantity, found 99999999999, expected a whole number (int); Numeric value "
                                + "(99999999999) out of range of `int`"),
                mismatch.getMessage());
    }

    @Test
    void whatAConstructorRejectsIsNamed() {
        PayloadMismatchException mismatch = mismatch("{\"lines\":[{\"quantity\":-1}]}", Order.class);

        assertEquals("$.lines[0]", mismatch.path());
        assertTrue(mismatch.getMessage().contains("found {\"quantity\":-1}"), mismatch.getMessage());
        assertTrue(mismatch.getMessage().endsWith("problem: quantity is -1"), mismatch.getMessage());
        assertEquals(
                IllegalArgumentException.class, mismatch.getCause().getCause().getClass());
    }

    @Test
    void anUnknownSubtypeIsNamedWithTheKnownOnes() {
        PayloadMismatchException mismatch = mismatch("{\"kind\":\"triangle\"}", Shape.class);

        assertTrue(
                mismatch.getMessage().contains("'triangle'")
                        && mismatch.getMessage().contains("[circle]"),
                mismatch.getMessage());
    }

    @Test
    void aTypeThatNoJsonFitsIsNamed() {
        PayloadMismatchException mismatch = mismatch("{}", Runnable.class);

        assertTrue(
                mismatch.getMessage().contains("cannot be read as java.lang.Runnable: at $, found {}: "),
                mismatch.getMessage());
    }

    @Test
    void aGenericTypeIsNamedWithItsArguments() {
        PayloadMismatchException mismatch = assertThrows(
                PayloadMismatchException.class,
                () -> message("[{\"quantity\":1},{}]").payloadAs(new PayloadType<List<Line>>() {}));

        assertEquals(
                "the payload of message 5 cannot be read as java.util.List<" + Line.class.getName()
                        + ">: at $[1].quantity, found nothing, expected a whole number (int)",
                mismatch.getMessage());
    }

    @Test
    void aMessageWithoutPayloadHasNothingToRead() {
        for (String json : List.of("{\"id\":5}", "{\"id\":5,\"payload\":null}")) {
            PayloadMismatchException mismatch = assertThrows(
                    PayloadMismatchException.class, () -> Message.fromJson(json).payloadAs(Line.class));
            assertEquals(
                    "the payload of message 5 cannot be read as " + Line.class.getName()
                            + ": the message has no payload",
                    mismatch.getMessage());
        }
    }

    @Test
    void aLongValueIsShortened() {
        String message = mismatch("{\"due\":\"" + "🚀".repeat(10_000) + "\"}", Order.class)
                .getMessage();

        assertTrue(message.length() < 500 && message.contains("🚀..., expected"), message);
    }

    /** A class that fails when it is read by its getter. */
    public static final class Failing {
        /** Throws. */
        public String getName() {
            throw new IllegalStateException("no name yet");
        }
    }

    /** Refers to the next of its kind. */
    public static final class Chain {
        /** The next one. */
        public Chain next;
    }

    @Test
    void aPayloadIsAnObject() {
        rejected(new ArrayList<>(List.of(1)), "the payload is a java.util.ArrayList, which becomes an array in JSON; ");
        rejected("text", "the payload is a java.lang.String, which becomes a single value in JSON; a payload is an ");
        rejected(Status.OPEN, "which becomes a single value");
        rejected(new Object(), "the payload is empty; ");
        assertEquals(
                "the payload is null",
                assertThrows(
                                InvalidMessageException.class,
                                () -> Message.builder(IDS).payload((Object) null))
                        .getMessage());
    }

    @Test
    void aValueThatCannotBeWrittenIsNamedWithThePlace() {
        rejected(
                new Failing(),
                "the payload is a " + Failing.class.getName()
                        + ", which cannot be written as JSON: at $.name, no name");
        rejected(Map.of("list", List.of(1, new Failing())), "at $.list[1].name, no name yet");
        Chain chain = new Chain();
        chain.next = new Chain();
        chain.next.next = chain;
        rejected(chain, "at $, it contains itself, or has more than 500 levels; flatten it");
    }

    private static void rejected(Object payload, String reason) {
        InvalidMessageException invalid = assertThrows(
                InvalidMessageException.class, () -> Message.builder(IDS).payload(payload));
        assertTrue(invalid.getMessage().contains(reason), invalid.getMessage());
    }

    private static PayloadMismatchException mismatch(String payload, Class<?> type) {
        return assertThrows(
                PayloadMismatchException.class, () -> message(payload).payloadAs(type));
    }

    private static Message message(String payload) {
        return Message.fromJson("{\"id\":5,\"payload\":" + payload + "}");
    }
}
