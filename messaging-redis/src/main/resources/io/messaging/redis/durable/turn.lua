-- Takes, renews or gives up a client's turn, of which there is one over all topics and instances.
--
-- KEYS  turn
-- ARGV  the instance; the number of its renewal, 0 to give the turn up; what stood there for longer than the lease, or
--       nothing
-- Redis's clock may be set, so the lease does not expire here: whoever wants the turn and has seen the same renewal for
-- the length of the lease, by a clock of its own that only runs forwards, gives it as the third argument and takes it.
-- Gives whether the instance has the turn now, and else what stands there. Who does not get it lets the holder know that
-- it is wanted.
local standing = redis.call('GET', KEYS[1])
local holder = standing and string.match(standing, '^[^:]*')
if ARGV[2] == '0' then
    if holder == ARGV[1] then
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', KEYS[1], 'free')
    end
    return {'0', ''}
end
if not standing or holder == ARGV[1] or standing == ARGV[3] then
    redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2])
    return {'1', ''}
end
redis.call('PUBLISH', KEYS[1], 'wanted')
return {'0', standing}
