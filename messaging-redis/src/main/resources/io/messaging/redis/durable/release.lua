-- Gives up a claim, unless somebody else has it by now, and tells how far its handler has begun.
--
-- KEYS  client
-- ARGV  the subscription's token; the place of the message that the handler has begun with and not ended, or nothing
if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[1], 'begun', ARGV[2])
end
if redis.call('HGET', KEYS[1], 'doubted') == ARGV[1] then
    redis.call('HDEL', KEYS[1], 'doubted', 'doubt')
end
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 'owner', '')
    redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
end
return {}
