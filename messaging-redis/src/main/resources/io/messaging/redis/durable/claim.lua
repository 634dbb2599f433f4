-- Claims a client's messages of a topic for one subscription, and tells the one that had it.
--
-- KEYS  client
-- ARGV  the subscription's token; namespace, or nothing
local time = redis.call('TIME')
redis.call('HDEL', KEYS[1], 'gone')
redis.call('PERSIST', KEYS[1])
redis.call('HSETNX', KEYS[1], 'place', '0-0')
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
redis.call('HSET', KEYS[1], 'namespace', ARGV[2])
redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('PUBLISH', KEYS[1], ARGV[1])
return {}
