-- What the scripts of groups have in common. An entry is named by its place in the log, or r-NUMBER if it was requeued.
--
-- KEYS  the group's state, members, members' steps, waiting members, entries, out, ready, pausing, parked, busy keys,
--       texts, unsorted; the topic's log; its end
local STATE, MEMBERS, STEPS, WAITING, ENTRIES, OUT, READY, PAUSING, PARKED, BUSY, TEXTS, UNSORTED, LOG, END = unpack(KEYS)
local LEASE, SUSPECT, LONGEST_TICK = 60000, 3000, 1500
local BATCH, MAX_BYTES, MAX_ENTRIES, MAX_PARKED = 1000, 1000000, 100000, 1000000
local REQUEUED_FIRST = 2 ^ 52

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function text(number)
    return string.format('%.0f', number)
end

-- Returns the group's time, in ms. It passes while scripts are called, so neither outages nor set clocks count.
local function tick()
    local noted = redis.call('HMGET', STATE, 'ran', 'clock')
    local passed = noted[2] and now - tonumber(noted[2]) or 0
    local ran = tonumber(noted[1] or '0') + math.max(0, math.min(passed, LONGEST_TICK))
    redis.call('HSET', STATE, 'ran', text(ran), 'clock', text(now))
    return ran
end

local function count(field, more)
    if more > 0 then
        redis.call('HINCRBY', STATE, field, text(more))
    end
end

local function seen()
    redis.call('HSET', STATE, 'seen', text(now))
end

-- Returns what puts entries in storing order, requeued ones first.
local function score(id)
    local before, number = string.match(id, '^(.+)-(%d+)$')
    return before == 'r' and tonumber(number) - REQUEUED_FIRST or tonumber(number)
end

-- Returns an entry's attempts and key.
local function entry(id)
    local noted = redis.call('HGET', ENTRIES, id)
    if not noted then
        return 0, ''
    end
    local attempts, key = string.match(noted, '^(%d+):(.*)$')
    return tonumber(attempts), key
end

local function note(id, attempts, key)
    redis.call('HSET', ENTRIES, id, text(attempts) .. ':' .. key)
end

local function add(set, id)
    redis.call('ZADD', set, text(score(id)), id)
end

local function park(id, key)
    local order = string.format('%016.0f', score(id) + REQUEUED_FIRST)
    redis.call('ZADD', PARKED, 0, key .. ':' .. order .. ':' .. id)
end

-- Forgets an entry, and gives the next of its key its turn.
local function drop(id, key)
    redis.call('HDEL', ENTRIES, id)
    redis.call('HDEL', TEXTS, id)
    if key == '' then
        return
    end
    local next = redis.call('ZRANGEBYLEX', PARKED, '[' .. key .. ':', '(' .. key .. ';', 'LIMIT', 0, 1)[1]
    if next then
        redis.call('ZREM', PARKED, next)
        local freed = string.sub(next, #key + 19)
        note(freed, (entry(freed)), key)
        add(READY, freed)
    else
        redis.call('SREM', BUSY, key)
    end
end

-- Has an entry handed out again, before all that comes after it.
local function giveBack(id, pause)
    if pause > 0 then
        redis.call('ZADD', PAUSING, text(now + pause), id)
    else
        add(READY, id)
    end
end

-- Returns under what the process of a member is noted among the members' steps.
local function originOf(member)
    return member .. ':origin'
end

-- Gives back what a member has, and removes it; the rest of many in a later call.
local function release(member)
    local range = {'[' .. member .. ':', '(' .. member .. ';'}
    local mine = redis.call('ZRANGEBYLEX', OUT, range[1], range[2], 'LIMIT', 0, BATCH)
    for _, one in ipairs(mine) do
        redis.call('ZREM', OUT, one)
        giveBack(string.sub(one, #member + 2), 0)
    end
    redis.call('SREM', WAITING, member)
    if #mine == BATCH then
        redis.call('ZADD', MEMBERS, 0, member)
    else
        redis.call('ZREM', MEMBERS, member)
        redis.call('HDEL', STEPS, member, originOf(member))
    end
end

-- Releases the members whose lease is over, and those of which somebody found that they are gone.
local function releaseLost(ran, except, gone)
    for member, lease in pairs(gone) do
        if redis.call('ZSCORE', MEMBERS, member) == lease then
            release(member)
        end
    end
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', MEMBERS, '-inf', text(ran), 'LIMIT', 0, 10)) do
        if member ~= except then
            release(member)
        end
    end
end

-- Returns members that have not renewed their lease for a while, each with the lease.
local function suspects(ran, except)
    local found = {}
    local late = redis.call(
        'ZRANGEBYSCORE', MEMBERS, '-inf', text(ran + LEASE - SUSPECT), 'WITHSCORES', 'LIMIT', 0, 10)
    for i = 1, #late, 2 do
        if late[i] ~= except then
            found[#found + 1] = late[i]
            found[#found + 1] = late[i + 1]
        end
    end
    return found
end

local function endPauses()
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', PAUSING, '-inf', text(now), 'LIMIT', 0, BATCH)) do
        redis.call('ZREM', PAUSING, id)
        add(READY, id)
    end
end

-- Wakes as many of the waiting members as there is work for.
local function wake()
    local work = redis.call('ZCARD', READY)
    if work == 0 then
        work = math.min(1, redis.call('ZCARD', UNSORTED))
    end
    if work > 0 then
        for _, member in ipairs(redis.call('SPOP', WAITING, text(math.min(work, 100)))) do
            redis.call('PUBLISH', MEMBERS .. ':' .. member, '')
        end
    end
end

local function isKnown()
    return redis.call('HEXISTS', STATE, 'place') == 1
end

local function isGone()
    return redis.call('HEXISTS', STATE, 'gone') == 1
end

local function isMember(member)
    return tonumber(redis.call('ZSCORE', MEMBERS, member) or '0') > 0
end

local function numbers(place)
    local ms, position = string.match(place, '^(%d+)-(%d+)$')
    return tonumber(ms), tonumber(position)
end

-- Returns the place behind one, to read on from.
local function behind(place)
    local ms, position = numbers(place)
    return text(ms) .. '-' .. text(position + 1)
end

-- Returns whether a message of the log, as XRANGE gives it, may still be handed out, and the ms it has left (0: for ever).
local function life(message)
    local expires = message[2][6] and tonumber(message[2][6])
    return not expires or expires > now, expires and expires - now or 0
end
