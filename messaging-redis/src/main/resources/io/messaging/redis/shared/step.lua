-- Says how a member's messages ended, renews its lease, and hands out the next ones.
--
-- ARGV  the member; the number of its step; how many messages it can begin; the kind of step: nothing, keep or unbegun to
--       name what it has, so that the rest goes back, the latter where it was never handled, or leave;
--       the numbers of members that are gone, of outcomes and of messages it has;
--       the members that are gone, each with its lease; the outcomes: h handled, x expired, u never begun or f failed, the
--       entry, the attempt, its key, the pause in ms; what it has: the entry, the attempt, its key
-- Gives lost or gone if it is no member (any more); or ok, or repeat or gap if the number was not the next one, or the server may
--       have lost steps; whether there is more (1 or 0), whether to look for messages and file them (1 or 0), in how many ms the
--       next pause ends (or nothing), how many members may be gone, and how many of the entries that it named are not its own;
--       these members, each with its lease; these entries; for each message: its entry, the attempt, its key, the ms it has left
--       to live (0: for ever), its JSON
local member, number, wanted, kind = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local gone, outcomesAt = {}, 8 + 2 * tonumber(ARGV[5])
local keptAt = outcomesAt + 5 * tonumber(ARGV[6])
for i = 8, outcomesAt - 1, 2 do
    gone[ARGV[i]] = ARGV[i + 1]
end

if not isMember(member) then
    return {isGone() and 'gone' or 'lost'}
end
local ran = tick()

-- Takes back an attempt that was never begun.
local function unbegin(id, attempts, key)
    note(id, attempts - 1, key)
    redis.call('HINCRBY', STATE, 'attempts', -1)
end

-- Takes an entry out of where it is, if the server has lost that a member had it in a later attempt than the one that is noted. Returns
-- active if it was the one of its key that is out, ready or pausing; idle if not; or nothing, and changes nothing, if it is known
-- what became of that attempt.
local function takeBack(id, attempt, key)
    local attempts, noted = entry(id)
    if attempt <= attempts or noted == SETTLED then
        return nil
    end
    local found = redis.call('ZREM', READY, id) + redis.call('ZREM', PAUSING, id)
    for _, other in ipairs(attempts > 0 and redis.call('ZRANGE', MEMBERS, 0, -1) or {}) do
        found = found + redis.call('ZREM', OUT, other .. ':' .. id)
    end
    if found > 0 then
        return 'active'
    end
    found = redis.call('ZREM', UNSORTED, id)
    if key ~= '' then
        found = found + redis.call('ZREM', PARKED, parked(id, key))
    end
    if found == 0 and isUnread(id) and redis.call('XRANGE', LOG, id, id)[1] then
        aheadTo = math.max(ahead() or 0, score(id))
        redis.call('HSET', STATE, 'ahead', text(aheadTo))
        found = 1
    end
    return found > 0 and 'idle' or nil
end

-- Ends an attempt that the server did not know of.
local function endedUnknown(outcome, id, attempt, key, pause)
    local was = outcome ~= 'u' and takeBack(id, attempt, key)
    if not was then
        return
    end
    note(id, attempt, key)
    if outcome ~= 'f' then
        count('lost', outcome == 'x' and 1 or 0)
        if was == 'active' then
            drop(id, key)
        else
            forgetEntry(id)
        end
    elseif was == 'idle' and key ~= '' and redis.call('SADD', BUSY, key) == 0 then
        park(id, key)
    else
        giveBack(id, pause)
    end
end

local function ended(outcome, id, attempt, key, pause)
    local attempts, noted = entry(id)
    if attempts ~= attempt or redis.call('ZREM', OUT, member .. ':' .. id) == 0 then
        if kind == 'keep' or kind == 'leave' then
            endedUnknown(outcome, id, attempt, key, pause)
        end
    elseif outcome == 'h' or outcome == 'x' then
        drop(id, noted)
        count('lost', outcome == 'x' and 1 or 0)
    elseif outcome == 'u' then
        unbegin(id, attempts, noted)
        giveBack(id, 0)
    else
        giveBack(id, pause)
    end
end

for i = outcomesAt, keptAt - 1, 5 do
    ended(ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3], tonumber(ARGV[i + 4]))
end
if keptAt > outcomesAt or kind == 'leave' then
    seen()
end
releaseLost(ran, member, gone)
if kind == 'leave' then
    release(member)
    wake()
    return {'left'}
end

local last, concurrency = string.match(redis.call('HGET', STEPS, member), '^(%d+):(%d+)$')
last = tonumber(last)
local lost = kind ~= 'keep' and redis.call('SISMEMBER', UNTOLD, member) == 1 or kind == '' and number > last + 1
local status = number <= last and 'repeat' or lost and 'gap' or 'ok'

-- Entries that are ready or pausing, by their keys. Some, where there are many.
local waiting = nil
local function waitingOf(key)
    if not waiting then
        waiting = {}
        for _, set in ipairs({READY, PAUSING}) do
            for _, id in ipairs(redis.call('ZRANGE', set, 0, BATCH - 1)) do
                local _, itsKey = entry(id)
                waiting[itsKey] = {set, id}
            end
        end
    end
    return waiting[key]
end

-- Makes a key busy for an entry that is out; another one that has its turn by what the server knows waits.
local function occupy(key)
    if key == '' or redis.call('SADD', BUSY, key) == 1 then
        return
    end
    local other = waitingOf(key)
    if other and redis.call('ZREM', other[1], other[2]) == 1 then
        park(other[2], key)
    else
        redis.call('SADD', BUSY, oneMore(key))
    end
end

-- Returns whether the member has an entry, also where the server has lost that it was handed out.
local function has(id, attempt, key)
    local attempts = entry(id)
    if attempts == attempt and redis.call('ZSCORE', OUT, member .. ':' .. id) then
        return true
    end
    local was = kind == 'keep' and takeBack(id, attempt, key)
    if not was then
        return false
    end
    note(id, attempt, key)
    redis.call('ZADD', OUT, 0, member .. ':' .. id)
    count('attempts', attempt - attempts)
    if was == 'idle' then
        occupy(key)
    end
    return true
end

local refused = {}
if kind ~= '' and number > last then
    local kept = {}
    for i = keptAt, #ARGV, 3 do
        kept[ARGV[i]] = has(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2])
        if not kept[ARGV[i]] then
            refused[#refused + 1] = ARGV[i]
        end
    end
    for _, one in ipairs(redis.call('ZRANGEBYLEX', OUT, '[' .. member .. ':', '(' .. member .. ';')) do
        local id = string.sub(one, #member + 2)
        if not kept[id] then
            redis.call('ZREM', OUT, one)
            if kind == 'unbegun' then
                unbegin(id, entry(id))
            end
            giveBack(id, 0)
        end
    end
end

if kind == 'keep' and number > last and redis.call('SREM', UNTOLD, member) == 1 and redis.call('SCARD', UNTOLD) == 0 then
    wakeAll()
end
endPauses()
local taken, bytes, looked, messages = 0, 0, 0, {}

local function mayTake()
    return taken < wanted and bytes < MAX_BYTES and looked < BATCH
end

local function handOut(id, attempts, key, left, json)
    note(id, attempts + 1, key)
    redis.call('ZADD', OUT, 0, member .. ':' .. id)
    if left > 0 then
        redis.call('HSET', TEXTS, id, json)
    end
    for _, part in ipairs({id, text(attempts + 1), key, text(left), json}) do
        messages[#messages + 1] = part
    end
    taken, bytes = taken + 1, bytes + #json
end

-- Returns whether what is unsettled leaves room for more.
local function mayRead()
    return redis.call('ZCARD', OUT) + redis.call('ZCARD', READY) + redis.call('ZCARD', PAUSING) < MAX_ENTRIES
        and redis.call('ZCARD', PARKED) < MAX_PARKED
end

-- Hands out what is ready; what is no longer there is lost.
local function takeReady()
    while mayTake() do
        local some = redis.call('ZRANGE', READY, 0, math.min(wanted - taken, BATCH - looked) - 1)
        for _, id in ipairs(some) do
            if not mayTake() then
                return
            end
            redis.call('ZREM', READY, id)
            looked = looked + 1
            local attempts, key = entry(id)
            local json = redis.call('HGET', TEXTS, id)
            local message = not json and redis.call('XRANGE', LOG, id, id)[1]
            local lives, left = true, 0
            if message then
                lives, left = life(message)
                json = message[2][2]
            end
            if json and lives then
                handOut(id, attempts, key, left, json)
            else
                drop(id, key)
                count('lost', 1)
            end
        end
        if #some == 0 then
            return
        end
    end
end

-- Hands out what the group has not read: in no order and without exception, so whatever comes next.
local function readOn()
    local place = redis.call('HGET', STATE, 'place')
    local from, lost = place, 0
    local _, position = numbers(place)
    while mayTake() do
        local some = redis.call('XRANGE', LOG, behind(place), '+', 'COUNT', math.min(wanted - taken, 100))
        for _, message in ipairs(some) do
            if not mayTake() then
                break
            end
            local _, reached = numbers(message[1])
            local lives, left = life(message)
            local attempts, noted = 0, ''
            if ahead() then
                attempts, noted = entry(message[1])
            end
            lost = lost + math.max(0, reached - position - 1) + ((lives or attempts > 0) and 0 or 1)
            place, position, looked = message[1], reached, looked + 1
            if noted == SETTLED then
                redis.call('HDEL', ENTRIES, place)
            elseif lives and attempts == 0 then
                handOut(place, 0, '', left, message[2][2])
            end
        end
        if #some == 0 then
            break
        end
    end
    if place ~= from then
        redis.call('HSET', STATE, 'place', place)
        readUpTo(position)
        count('lost', lost)
    end
end

-- Returns whether this member is to look for messages and file them.
local function mayFile()
    local filing = redis.call('HGET', STATE, 'filing')
    if filing and ran < tonumber(filing) or redis.call('ZCARD', READY) >= 256 then
        return false
    end
    local place = redis.call('HGET', STATE, 'place')
    local work = redis.call('ZCARD', UNSORTED) > 0
        or redis.call('GET', END) ~= place and mayRead()
            and redis.call('XRANGE', LOG, behind(place), '+', 'COUNT', 1)[1]
    if work then
        redis.call('HSET', STATE, 'filing', text(ran + 3000))
    end
    return work
end

-- What is to be put in an order or left out is read by a member, which knows keys and ids.
local filed = redis.call('HGET', STATE, 'order') ~= '' or redis.call('HEXISTS', STATE, 'after') == 1
redis.call('SREM', WAITING, member)
local stopped = false
if status == 'ok' and isReuniting(ran) then
    redis.call('SADD', WAITING, member)
elseif status == 'ok' and wanted > 0 then
    takeReady()
    if not filed and mayTake() and mayRead() then
        readOn()
    end
    count('attempts', taken)
    stopped = not mayTake()
    if not stopped then
        redis.call('SADD', WAITING, member)
    end
end
redis.call('ZADD', MEMBERS, text(ran + LEASE), member)
redis.call('HSET', STEPS, member, text(math.max(number, last)) .. ':' .. concurrency)
local file = filed and mayFile()
local due = redis.call('ZRANGE', PAUSING, 0, 0, 'WITHSCORES')[2]
local late = suspects(ran, member)
wake()

local answer = {
    status, stopped and '1' or '0', file and '1' or '0', due and text(math.max(0, tonumber(due) - steady)) or '',
    text(#late / 2), text(#refused)}
for _, part in ipairs({late, refused, messages}) do
    for _, one in ipairs(part) do
        answer[#answer + 1] = one
    end
end
return answer
