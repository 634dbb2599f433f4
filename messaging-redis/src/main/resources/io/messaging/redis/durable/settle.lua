-- Moves a client's place behind a message that is handled, or left out. It never goes back.
--
-- KEYS  client; its requeued messages
-- ARGV  the message's place; how many messages the client passes by that, at least
-- Gives 1 if there are requeued messages, which come next; otherwise 0
-- Whoever settles one has begun with no later one, so there is no doubt about those.
-- What lay between the old place and the new one and was not passed counts as lost: it expired or was removed.
local current = redis.call('HGET', KEYS[1], 'place')
if not current then
    return {'0'}
end
local ms, position = string.match(ARGV[1], '^(%d+)-(%d+)$')
local oldMs, oldPosition = string.match(current, '^(%d+)-(%d+)$')
ms, position, oldMs, oldPosition = tonumber(ms), tonumber(position), tonumber(oldMs), tonumber(oldPosition)
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('HDEL', KEYS[1], 'doubted', 'doubt')
if ms > oldMs or (ms == oldMs and position > oldPosition) then
    redis.call('HSET', KEYS[1], 'place', ARGV[1])
    local lost = position - oldPosition - tonumber(ARGV[2])
    if lost > 0 then
        redis.call('HINCRBY', KEYS[1], 'lost', string.format('%.0f', lost))
    end
end
return {redis.call('EXISTS', KEYS[2]) == 1 and '1' or '0'}
