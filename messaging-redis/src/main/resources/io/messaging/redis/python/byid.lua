-- Lets a message be found by id as long as the topic in which it was stored last has it: for clusters, where the store
-- script does not reach this key.
--
-- KEYS  the message by id
-- ARGV  JSON; seconds to find it
if not redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'NX') then
    local left = redis.call('TTL', KEYS[1])
    if left >= 0 and left < tonumber(ARGV[2]) and redis.call('GET', KEYS[1]) == ARGV[1] then
        redis.call('EXPIRE', KEYS[1], ARGV[2])
    end
end
return {}
