package io.messaging.testing;

@MessagingTest
class EmbeddedQuiescenceTest extends QuiescenceRules {}
