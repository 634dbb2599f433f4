-- Forgets a client in one topic. A mark stays for an hour, so that a subscription that was cut off learns of it.
--
-- KEYS  client; its requeued messages
local known = redis.call('HEXISTS', KEYS[1], 'place')
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'gone', '1')
redis.call('PEXPIRE', KEYS[1], 3600000)
redis.call('PUBLISH', KEYS[1], '')
return {tostring(known)}
