-- Remembers a client again that Redis has lost with everything else, but not one that was forgotten.
--
-- KEYS  client
-- ARGV  the subscription's token; namespace, or nothing; the place of the last message handled; the greatest chronological key
--       that the client leaves out, or nothing
if redis.call('EXISTS', KEYS[1]) == 0 then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 'place', ARGV[3])
    if ARGV[4] ~= '' then
        redis.call('HSET', KEYS[1], 'after', ARGV[4])
    end
    redis.call('HSET', KEYS[1], 'owner', ARGV[1])
    redis.call('HSET', KEYS[1], 'namespace', ARGV[2])
    redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
elseif redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
    -- More was handled while it was restored. The place never goes back.
    local ms, position = string.match(ARGV[3], '^(%d+)-(%d+)$')
    local oldMs, oldPosition = string.match(redis.call('HGET', KEYS[1], 'place') or '0-0', '^(%d+)-(%d+)$')
    ms, position, oldMs, oldPosition = tonumber(ms), tonumber(position), tonumber(oldMs), tonumber(oldPosition)
    if ms > oldMs or (ms == oldMs and position > oldPosition) then
        redis.call('HSET', KEYS[1], 'place', ARGV[3])
    end
end
return {}
