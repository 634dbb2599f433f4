-- Claims a client's messages of a topic for one subscription, and tells the one that had it.
--
-- KEYS  client; log; end
-- ARGV  the subscription's token; namespace, or nothing
-- A new client begins before the first message there is: what was gone before is no loss of its.
local time = redis.call('TIME')
redis.call('HDEL', KEYS[1], 'gone')
redis.call('PERSIST', KEYS[1])
if redis.call('HEXISTS', KEYS[1], 'place') == 0 then
    local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
    local place = redis.call('GET', KEYS[3]) or '0-0'
    if first then
        local ms, position = string.match(first[1], '^(%d+)-(%d+)$')
        place = ms .. '-' .. string.format('%.0f', tonumber(position) - 1)
    end
    redis.call('HSET', KEYS[1], 'place', place)
end
-- An owner that has not released its claim may have begun with what is stored by now.
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= '' and owner ~= ARGV[1] then
    redis.call('HSET', KEYS[1], 'doubted', owner, 'doubt', redis.call('GET', KEYS[3]) or '0-0')
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
redis.call('HSET', KEYS[1], 'namespace', ARGV[2])
redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('PUBLISH', KEYS[1], ARGV[1])
return {}
