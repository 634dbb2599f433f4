-- Takes, renews or gives up a client's turn, of which there is one over all topics and instances.
--
-- KEYS  turn
-- ARGV  the instance; lease in ms, 0 to give it up
-- Gives whether the instance has the turn now. Who does not get it lets the holder know that it is wanted.
local holder = redis.call('GET', KEYS[1])
if ARGV[2] == '0' then
    if holder == ARGV[1] then
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', KEYS[1], 'free')
    end
    return {'0'}
end
if not holder or holder == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return {'1'}
end
redis.call('PUBLISH', KEYS[1], 'wanted')
return {'0'}
