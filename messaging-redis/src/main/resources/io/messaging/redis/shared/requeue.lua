-- Gives a message back to a group that is known, before all others. Twice is once, since a lost answer makes the call
-- come again.
--
-- ARGV  JSON; the number of the call, unlike those of others
-- Gives 1, or 0 if the group is not known
if not isKnown() then
    return {'0'}
end
if redis.call('HGET', STATE, 'requeue') ~= ARGV[2] then
    redis.call('HSET', STATE, 'requeue', ARGV[2])
    local id = 'r-' .. text(redis.call('HINCRBY', STATE, 'requeued', 1))
    redis.call('HSET', TEXTS, id, ARGV[1])
    if redis.call('HGET', STATE, 'order') == '' then
        note(id, 0, '')
        add(READY, id)
    else
        add(UNSORTED, id)
    end
    wake()
end
return {'1'}
