-- Claims a client's messages of a topic for one subscription, and tells the one that had it.
--
-- KEYS  client; log; end
-- ARGV  the subscription's token; namespace, or nothing; where a new client starts: the greatest chronological key that it
--       leaves out, and the place behind which it begins, or nothing for both
-- Gives 1; or 0, and changes nothing, if the client is new and leaves out messages, and its place is not given
-- A new client begins before the first message there is: what was gone before is no loss of its.
local isNew = redis.call('HEXISTS', KEYS[1], 'place') == 0
if isNew and ARGV[3] ~= '' and ARGV[4] == '' then
    return {'0'}
end
local time = redis.call('TIME')
redis.call('HDEL', KEYS[1], 'gone')
redis.call('PERSIST', KEYS[1])
if isNew then
    local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
    local place = redis.call('GET', KEYS[3]) or '0-0'
    if ARGV[3] ~= '' then
        place = ARGV[4]
        redis.call('HSET', KEYS[1], 'after', ARGV[3])
    elseif first then
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
return {'1'}
