-- Puts messages that were looked at among the ready ones, or behind those of their key.
--
-- ARGV  the name of the key by which they are ordered; u, or the place from which they were read; the place up to which;
--       for each message: its entry, and a digest of its key, nothing if it has none, - if it is left out, or ! if it is gone
-- Gives 1 if more may be ready now, or 0 if the group has moved on meanwhile
if not isKnown() or redis.call('HGET', STATE, 'order') ~= ARGV[1] then
    return {'0'}
end
local unsorted = ARGV[2] == 'u'
if not unsorted then
    if redis.call('HGET', STATE, 'place') ~= ARGV[2] then
        return {'0'}
    end
    local _, from = numbers(ARGV[2])
    local _, to = numbers(ARGV[3])
    redis.call('HSET', STATE, 'place', ARGV[3])
    count('lost', to - from - (#ARGV - 3) / 2)
end

local function file(id, key)
    local attempts, noted = entry(id)
    if not unsorted and attempts > 0 then
        -- Members told of it when it was not read yet.
        if noted == SETTLED then
            redis.call('HDEL', ENTRIES, id)
        end
    elseif key == '-' then
        return
    elseif key == '!' then
        drop(id, '')
        count('lost', 1)
    elseif key == '' or redis.call('SADD', BUSY, key) == 1 then
        note(id, attempts, key)
        add(READY, id)
    else
        if attempts > 0 then
            note(id, attempts, key)
        end
        park(id, key)
    end
end

for i = 4, #ARGV, 2 do
    if not unsorted or redis.call('ZREM', UNSORTED, ARGV[i]) == 1 then
        file(ARGV[i], ARGV[i + 1])
    end
end
if not unsorted then
    local _, position = numbers(ARGV[3])
    readUpTo(position)
end
redis.call('HDEL', STATE, 'filing')
wake()
return {'1'}
