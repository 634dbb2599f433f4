-- Gives a message back to a client that is known. Twice is once, since a lost answer makes the call come again.
--
-- KEYS  client; its requeued messages
-- ARGV  JSON
if redis.call('HEXISTS', KEYS[1], 'place') == 0 then
    return {'0'}
end
redis.call('LREM', KEYS[2], 0, ARGV[1])
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('PUBLISH', KEYS[1], '+')
return {'1'}
