-- Forgets a topic that has no messages. Whoever reads it on finds the next message behind its place, since a place begins
-- with the time: so not in the millisecond of the last one.
--
-- KEYS  log; end
-- Gives 1 when it is forgotten or has messages, 0 when it is too early; 2 when the clock was set back since, and the
-- topic stays, empty: nobody can wait for that
local last = redis.call('GET', KEYS[2])
if redis.call('XLEN', KEYS[1]) > 0 then
    return {'1'}
end
local time = redis.call('TIME')
local behind = last and tonumber(string.match(last, '^(%d+)-')) - time[1] * 1000 - math.floor(time[2] / 1000)
if behind and behind >= 0 then
    return {behind > 100 and '2' or '0'}
end
redis.call('DEL', KEYS[1], KEYS[2])
return {'1'}
