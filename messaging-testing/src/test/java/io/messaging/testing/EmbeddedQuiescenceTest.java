package io.messaging.testing;

@MessagingTest(timeoutMillis = 20_000)
class EmbeddedQuiescenceTest extends QuiescenceRules {}
