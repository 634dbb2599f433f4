package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadTypeTest {
    private abstract static class Indirect extends PayloadType<String> {}

    private static <T> PayloadType<Map<String, T[]>> ofVariable() {
        return new PayloadType<>() {};
    }

    @Test
    void itIsTheTypeInAngleBrackets() {
        assertEquals(
                "java.util.Map<java.lang.String, java.util.List<? extends java.lang.Integer[]>>",
                new PayloadType<Map<String, List<? extends Integer[]>>>() {}.toString());
        assertEquals(String.class, new PayloadType<String>() {}.type());
    }

    @Test
    void aTypeVariableIsRejected() {
        String message = assertThrows(IllegalArgumentException.class, PayloadTypeTest::ofVariable)
                .getMessage();

        assertTrue(
                message.startsWith("PayloadType<java.util.Map<java.lang.String, T[]>> has a type variable"), message);
    }

    @Test
    @SuppressWarnings("rawtypes")
    void aMissingTypeIsRejected() {
        String message = assertThrows(IllegalArgumentException.class, () -> new PayloadType() {})
                .getMessage();

        assertTrue(message.endsWith("write it as in new PayloadType<List<Order>>() {}"), message);
        assertThrows(IllegalArgumentException.class, () -> new Indirect() {});
    }
}
