/** The messaging contract kept by Redis, for many machines. */
module io.messaging.redis {
    requires transitive io.messaging;
    requires lettuce.core;
    requires io.netty.common;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires static com.google.auto.service;

    exports io.messaging.redis;
    exports io.messaging.redis.options;

    provides io.messaging.spi.MessagingBackendFactory with
            io.messaging.redis.RedisMessagingBackendFactory;
}
