-- Says how a member's messages ended, renews its lease, and hands out the next ones.
--
-- ARGV  the member; the number of its step; how many messages it can begin; the kind of step: nothing, keep or unbegun to
--       name what it has, so that the rest goes back, the latter where it was never handled, or leave;
--       the numbers of members that are gone, of outcomes and of messages it has;
--       the members that are gone, each with its lease; the outcomes: h handled, x expired, u never begun or f failed, the
--       entry, the attempt, the pause in ms; the entries it has
-- Gives lost or gone if it is no member (any more); or ok, or repeat or gap if the number was not the next one, whether there
--       is more (1 or 0), whether to look for messages and file them (1 or 0), in how many ms the next pause ends
--       (or nothing), how many members may be gone; these, each with its lease; for each message: its entry, the attempt, the
--       ms it has left to live (0: for ever), its JSON
local member, number, wanted, kind = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local gone, outcomesAt = {}, 8 + 2 * tonumber(ARGV[5])
local keptAt = outcomesAt + 4 * tonumber(ARGV[6])
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

local function ended(outcome, id, attempt, pause)
    local attempts, key = entry(id)
    if attempts ~= attempt or redis.call('ZREM', OUT, member .. ':' .. id) == 0 then
        return
    end
    if outcome == 'h' or outcome == 'x' then
        drop(id, key)
        count('lost', outcome == 'x' and 1 or 0)
    elseif outcome == 'u' then
        unbegin(id, attempts, key)
        giveBack(id, 0)
    else
        giveBack(id, pause)
    end
end

for i = outcomesAt, keptAt - 1, 4 do
    ended(ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]))
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
local status = number <= last and 'repeat' or kind == '' and number > last + 1 and 'gap' or 'ok'

if kind ~= '' and status == 'ok' then
    local kept = {}
    for i = keptAt, #ARGV do
        kept[ARGV[i]] = true
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
    local at = #messages
    messages[at + 1], messages[at + 2], messages[at + 3], messages[at + 4] = id, text(attempts + 1), text(left), json
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
            lost = lost + math.max(0, reached - position - 1) + (lives and 0 or 1)
            place, position, looked = message[1], reached, looked + 1
            if lives then
                handOut(place, 0, '', left, message[2][2])
            end
        end
        if #some == 0 then
            break
        end
    end
    if place ~= from then
        redis.call('HSET', STATE, 'place', place)
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
if status == 'ok' and wanted > 0 then
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
    status, stopped and '1' or '0', file and '1' or '0', due and text(math.max(0, tonumber(due) - now)) or '',
    text(#late / 2)}
for _, one in ipairs(late) do
    answer[#answer + 1] = one
end
for _, one in ipairs(messages) do
    answer[#answer + 1] = one
end
return answer
