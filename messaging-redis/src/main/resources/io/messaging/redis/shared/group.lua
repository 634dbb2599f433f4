-- What the scripts of groups have in common. An entry is named by its place in the log, or r-NUMBER if it was requeued.
--
-- KEYS  the group's state, members, members' steps, waiting members, entries, out, ready, pausing, parked, busy keys,
--       texts, unsorted, untold; the topic's log; its end
local STATE, MEMBERS, STEPS, WAITING, ENTRIES, OUT, READY, PAUSING, PARKED, BUSY, TEXTS, UNSORTED, UNTOLD, LOG, END =
    unpack(KEYS)
local LEASE, SUSPECT, LONGEST_TICK, LONGEST_REUNION = 60000, 3000, 1500, 15000
local BATCH, MAX_BYTES, MAX_ENTRIES, MAX_PARKED = 1000, 1000000, 100000, 1000000
local REQUEUED_FIRST = 2 ^ 52
local SETTLED = '!' -- in place of a key

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- By which pauses end: the server's clock, without the steps back that it has made since the group began.
local steady = now

local function text(number)
    return string.format('%.0f', number)
end

-- Notes something that does not go to replicas, nor to the append-only file: another master does not find it. Where that cannot
-- be, returns false.
local function noteHere(field, value)
    if not redis.set_repl or not pcall(redis.set_repl, redis.REPL_NONE) then
        return false
    end
    redis.call('HSET', STATE, field, value)
    redis.set_repl(redis.REPL_ALL)
    return true
end

-- Returns the group's time, in ms. It passes while scripts are called, so neither outages nor set clocks count. Calls are counted, and
-- the count is noted here a second time: where the two differ, this server has not made the last calls itself, and may not
-- know of them. Then members tell what they have before anything is handed out.
local function tick()
    local noted = redis.call('HMGET', STATE, 'ran', 'clock', 'calls', 'here', 'back')
    local passed = noted[2] and now - tonumber(noted[2]) or 0
    local back = tonumber(noted[5] or '0')
    if passed < 0 then
        back = back - passed
        redis.call('HSET', STATE, 'back', text(back))
    end
    steady = now + back
    local ran = tonumber(noted[1] or '0') + math.max(0, math.min(passed, LONGEST_TICK))
    local calls = text(tonumber(noted[3] or '0') + 1)
    redis.call('HSET', STATE, 'ran', text(ran), 'clock', text(now), 'calls', calls)
    if noteHere('here', calls) and noted[3] and noted[3] ~= noted[4] then
        for _, member in ipairs(redis.call('ZRANGE', MEMBERS, 0, -1)) do
            redis.call('SADD', UNTOLD, member)
        end
        redis.call('HSET', STATE, 'reunion', text(ran + LONGEST_REUNION))
    end
    return ran
end

-- Returns whether members have still to tell what they have. Who does not for a while is not waited for.
local function isReuniting(ran)
    if redis.call('SCARD', UNTOLD) == 0 then
        return false
    end
    if ran < tonumber(redis.call('HGET', STATE, 'reunion') or '0') then
        return true
    end
    redis.call('DEL', UNTOLD)
    return false
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

local function parked(id, key)
    return key .. ':' .. string.format('%016.0f', score(id) + REQUEUED_FIRST) .. ':' .. id
end

local function park(id, key)
    redis.call('ZADD', PARKED, 0, parked(id, key))
end

local function numbers(place)
    local ms, position = string.match(place, '^(%d+)-(%d+)$')
    return tonumber(ms), tonumber(position)
end

-- Returns whether an entry lies behind the place that the group has read up to.
local function isUnread(id)
    local _, read = numbers(redis.call('HGET', STATE, 'place') or '0-0')
    return string.sub(id, 1, 2) ~= 'r-' and score(id) > read
end

-- Returns up to which position members have told of messages that the group has still to read, or nothing.
local aheadTo = nil
local function ahead()
    if aheadTo == nil then
        aheadTo = tonumber(redis.call('HGET', STATE, 'ahead') or nil) or false
    end
    return aheadTo
end

-- Notes that the group has read up to a position.
local function readUpTo(position)
    if ahead() and position >= ahead() then
        redis.call('HDEL', STATE, 'ahead')
        aheadTo = false
    end
end

-- Forgets an entry that is settled; one that is still to be read is marked, to be passed over then.
local function forgetEntry(id)
    redis.call('HDEL', TEXTS, id)
    if ahead() and isUnread(id) then
        note(id, 1, SETTLED)
    else
        redis.call('HDEL', ENTRIES, id)
    end
end

-- Returns what is among the busy keys while one entry of a key is out, of which another one was already out, ready or pausing.
local function oneMore(key)
    return key .. '+'
end

-- Forgets an entry, and gives the next of its key its turn.
local function drop(id, key)
    forgetEntry(id)
    if key == '' or redis.call('SREM', BUSY, oneMore(key)) == 1 then
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
    local _, key = entry(id)
    if key ~= '' and redis.call('SREM', BUSY, oneMore(key)) == 1 then
        park(id, key)
    elseif pause > 0 then
        redis.call('ZADD', PAUSING, text(steady + pause), id)
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
    redis.call('SREM', UNTOLD, member)
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
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', PAUSING, '-inf', text(steady), 'LIMIT', 0, BATCH)) do
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

-- Wakes members when there may be work for all of them.
local function wakeAll()
    for _, member in ipairs(redis.call('SPOP', WAITING, '100')) do
        redis.call('PUBLISH', MEMBERS .. ':' .. member, '')
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
