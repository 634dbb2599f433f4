-- Gives up a claim, unless somebody else has it by now.
--
-- KEYS  client
-- ARGV  the subscription's token
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 'owner', '')
    redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
end
return {}
